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
    static Granted of(Grant grant) {
        return new Granted(grant.subject().notation(), text(grant.target()), grant.role());
    }

    private static String text(Grant.Target target) {
        return target instanceof Grant.Target.Namespace namespace ? namespace.name() + "/*" : target.text();
    }

    /** The subject that is written so; {@link ErrorCode#REQUEST_INVALID} when it is none. */
    static Grant.Subject subject(@Nullable String text) {
        return Grant.Subject.parse(Confirmation.given(text, "to"))
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.REQUEST_INVALID, "to is user:NAME, team:ORG/TEAM or everyone."));
    }
}
