package dev.portcullis.access;

import dev.portcullis.reference.RepositoryName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one caller may do to one repository just now.
 *
 * @param id the repository's row, or null where it does not exist yet; PUSH is then allowed only to one who may create it
 */
public record RepositoryAccess(
        RepositoryName name, @Nullable Long id, Set<Action> allowed) {
    public RepositoryAccess {
        allowed = Set.copyOf(allowed);
    }

    /** Whether the caller may do this. */
    public boolean allows(Action action) {
        return allowed.contains(action);
    }
}
