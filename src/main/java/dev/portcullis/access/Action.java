package dev.portcullis.access;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What can be done to a repository: the permissions that roles, robots and access tokens are sets of. The wire names of
 * the first three after {@link #VIEW} are those of the Docker token scope.
 */
public enum Action {
    /** See that the repository is there, its tags and its description. Level read-only. */
    VIEW,
    /** Pull. Level read-only. */
    PULL,
    /** Push blobs, manifests and tags. Level read-write. */
    PUSH,
    /** Delete tags, manifests and blobs. Level read-write. */
    DELETE,
    /** Start a scan. Level read-write. */
    SCAN,
    /** Edit the description. Level admin, as all that follow. */
    EDIT,
    /** Make it public or private. */
    VISIBILITY,
    /** Say who else may do what. */
    GRANT,
    /** See who pulled. */
    ACTIVITY,
    /** Delete, rename or move the repository. */
    REMOVE,
    /** Create repositories; only of use on a namespace or a prefix. */
    CREATE;

    /** The name in roles, robots, tokens and the API. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a bearer token of the Docker token specification can carry it. */
    public boolean inTokens() {
        return this == PULL || this == PUSH || this == DELETE;
    }

    /** The actions of these wire names; {@link IllegalArgumentException}, naming it, for one that is none. */
    public static Set<Action> parse(Collection<String> wireNames) {
        EnumSet<Action> actions = EnumSet.noneOf(Action.class);
        for (String name : wireNames) {
            actions.add(parse(name));
        }
        return actions;
    }

    /** The action of this wire name; {@link IllegalArgumentException}, naming all there are, where it is none. */
    public static Action parse(String wireName) {
        for (Action action : values()) {
            if (action.wireName().equals(wireName)) {
                return action;
            }
        }
        throw new IllegalArgumentException("There is no permission " + wireName + ": use " + allNames() + ".");
    }

    private static String allNames() {
        return EnumSet.allOf(Action.class).stream()
                .map(Action::wireName)
                .reduce((one, other) -> one + ", " + other)
                .orElseThrow();
    }
}
