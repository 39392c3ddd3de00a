package dev.portcullis.identity.ldap;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a synchronization read in the directories of a source.
 *
 * @param people by subject
 * @param teams the subjects of the members, by team
 * @param administrators their subjects; null where the settings do not say who they are
 * @param notes what an administrator may want to mend
 */
record DirectorySnapshot(
        Map<String, DirectoryPerson> people,
        Map<Long, Set<String>> teams,
        @Nullable Set<String> administrators,
        List<String> notes) {

    /** Whether the directory knows the subject and would let them in. */
    boolean admits(String subject) {
        DirectoryPerson person = people.get(subject);
        return person != null && person.shutOut() == null;
    }
}
