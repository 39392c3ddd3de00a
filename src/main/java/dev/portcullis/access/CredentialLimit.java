package dev.portcullis.access;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How much of somebody's rights a credential carries. It takes away and never gives: what is left is decided anew on
 * each request from what its owner may do then.
 */
public record CredentialLimit(List<NamePattern> repositories, Set<Action> actions) {
    public CredentialLimit {
        repositories = List.copyOf(repositories);
        actions = Set.copyOf(actions);
    }

    /** Whether it takes nothing away: all repositories, all actions. */
    boolean isNone() {
        return actions.containsAll(Level.ADMIN.actions())
                && repositories.stream().anyMatch(pattern -> pattern.stem().isEmpty());
    }

    /** The part of these rights that the credential carries. */
    public RepositoryAccess limit(RepositoryAccess live) {
        if (repositories.stream().noneMatch(pattern -> pattern.matches(live.name()))) {
            return new RepositoryAccess(live.name(), live.id(), Set.of());
        }
        if (actions.containsAll(live.allowed())) {
            return live;
        }
        EnumSet<Action> both = EnumSet.copyOf(actions);
        both.retainAll(live.allowed());
        return new RepositoryAccess(live.name(), live.id(), both);
    }
}
