package dev.portcullis.api;

import dev.portcullis.access.Grant;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import org.jspecify.annotations.Nullable;

/**
 * A grant as JSON.
 *
 * @param to {@code everyone}, {@code user:ana} or {@code team:acme/developers}
 * @param on a repository ({@code acme/web}), or all below a name ({@code acme/web/*}, {@code acme/*})
 */
public record Granted(
        @Nullable String to, @Nullable String on, @Nullable String role) {
    private static final String USER = "user:";
    private static final String TEAM = "team:";

    static Granted of(Grant grant) {
        return new Granted(text(grant.subject()), text(grant.target()), grant.role());
    }

    static String text(Grant.Subject subject) {
        return switch (subject) {
            case Grant.Subject.Everyone _ -> "everyone";
            case Grant.Subject.User user -> USER + user.name();
            case Grant.Subject.Team team -> TEAM + team.organization() + "/" + team.name();
        };
    }

    private static String text(Grant.Target target) {
        return target instanceof Grant.Target.Namespace namespace ? namespace.name() + "/*" : target.text();
    }

    /** The subject that is written so; {@link ErrorCode#REQUEST_INVALID} when it is none. */
    static Grant.Subject subject(@Nullable String text) {
        String to = Confirmation.given(text, "to");
        int slash = to.indexOf('/');
        if (to.equals("everyone")) {
            return new Grant.Subject.Everyone();
        }
        if (to.startsWith(USER)) {
            return new Grant.Subject.User(to.substring(USER.length()));
        }
        if (to.startsWith(TEAM) && slash > 0) {
            return new Grant.Subject.Team(to.substring(TEAM.length(), slash), to.substring(slash + 1));
        }
        throw new RegistryException(ErrorCode.REQUEST_INVALID, "to is user:NAME, team:ORG/TEAM or everyone.");
    }
}
