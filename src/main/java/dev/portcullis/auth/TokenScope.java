package dev.portcullis.auth;

import dev.portcullis.access.Action;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.reference.RepositoryName;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a bearer token is good for at most. The rights of its account are looked up besides: a token never gives what
 * the account has lost.
 */
record TokenScope(Map<RepositoryName, Entry> repositories, boolean catalog) {

    /**
     * The part on one repository.
     *
     * @param repositoryId the row it was issued for, so that the token dies with it; null where it did not exist yet
     */
    record Entry(Set<Action> actions, @Nullable Long repositoryId) {
        Entry {
            actions = Set.copyOf(actions);
        }
    }

    TokenScope {
        repositories = Map.copyOf(repositories);
    }

    /** Whether the token was issued for a repository of this name that has since been deleted. */
    boolean outlived(RepositoryAccess live) {
        Entry entry = repositories.get(live.name());
        return entry != null
                && entry.repositoryId() != null
                && !entry.repositoryId().equals(live.id());
    }

    /** The part of the live rights that this token carries. */
    RepositoryAccess limit(RepositoryAccess live) {
        Entry entry = repositories.get(live.name());
        if (entry == null || outlived(live)) {
            return new RepositoryAccess(live.name(), live.id(), Set.of());
        }
        if (entry.actions().containsAll(live.allowed())) {
            return live;
        }
        EnumSet<Action> both = EnumSet.noneOf(Action.class);
        for (Action action : live.allowed()) {
            if (entry.actions().contains(action)) {
                both.add(action);
            }
        }
        return new RepositoryAccess(live.name(), live.id(), both);
    }
}
