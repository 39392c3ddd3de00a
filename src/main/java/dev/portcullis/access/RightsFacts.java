package dev.portcullis.access;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision on one account and one repository rests on, as one query found it.
 *
 * @param accountId null for nobody; what follows of the account is then false
 * @param exists whether the account is there (still)
 * @param namespaceId null where the namespace does not exist
 * @param repositoryId null where the repository does not exist
 * @param creatorTeams the names of the teams through which repositories may be created here
 * @param given what grants and robot permissions give, in no order
 */
record RightsFacts(
        @Nullable Long accountId,
        boolean exists,
        boolean active,
        boolean administrator,
        boolean auditor,
        boolean auditorPulls,
        @Nullable Long namespaceId,
        boolean userNamespace,
        @Nullable Long repositoryId,
        boolean owner,
        List<String> creatorTeams,
        List<Given> given) {

    /**
     * One grant or permission that applies.
     *
     * @param to whom, in words: {@code everyone}, {@code you}, {@code team developers}, {@code this robot}
     * @param role the role's name; empty for a robot's permission, which has none
     * @param on what it was given on: a repository or a pattern
     */
    record Given(String to, String role, String on, Set<Action> actions) {
        Given {
            actions = Set.copyOf(actions);
        }
    }

    RightsFacts {
        creatorTeams = List.copyOf(creatorTeams);
        given = List.copyOf(given);
    }
}
