package dev.portcullis.api;

import dev.portcullis.access.AccessTokens;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Everybody's access tokens, for those who manage the registry. */
@Path("/api/v1/tokens")
@RunOnVirtualThread
public class TokensResource {
    private final AccessTokens tokens;
    private final CurrentAccess current;

    /** How many are gone. */
    public record Revoked(int revoked) {}

    TokensResource(AccessTokens tokens, CurrentAccess current) {
        this.tokens = tokens;
        this.current = current;
    }

    /** A page of the tokens, by id, of one user or of all. */
    @GET
    @RequiresAuditor
    public Listing<AccessTokens.Entry> list(
            @RestQuery @Nullable String account,
            @RestQuery @DefaultValue("0") long after,
            @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Tokens.page(tokens, account, after, limit);
    }

    /** Deletes many at once: of a user, older than a moment, unused since a moment; at least one has to be given. */
    @DELETE
    @RequiresAdministrator
    public Revoked revoke(
            @RestQuery @Nullable String account,
            @RestQuery @Nullable String createdBefore,
            @RestQuery @Nullable String unusedSince) {
        return new Revoked(
                tokens.revoke(current.caller().displayName(), account, instant(createdBefore), instant(unusedSince)));
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID, "Write a moment as 2026-01-31T00:00:00Z, and not as " + text + ".");
        }
    }
}
