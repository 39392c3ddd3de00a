package dev.portcullis.api;

import dev.portcullis.access.AccessTokens;
import dev.portcullis.access.Accounts;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.OwnAccount;
import dev.portcullis.auth.OwnPassword;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Whoever is signed in, about their own account: who they are, their password, their access tokens. */
@Path("/api/v1/account")
@RunOnVirtualThread
public class AccountResource {
    private final Accounts accounts;
    private final OwnPassword ownPassword;
    private final AccessTokens tokens;
    private final CurrentAccess current;

    /** The old password and the new one. */
    public record PasswordChange(
            @Nullable String current, @Nullable String password) {
        @Override
        public String toString() {
            return "PasswordChange[***]";
        }
    }

    /** What a new access token is to be good for. */
    public record NewToken(
            @Nullable String label,
            @Nullable List<String> repositories,
            @Nullable List<String> actions,
            @Nullable List<String> addresses,
            @Nullable Instant expiresAt) {

        AccessTokens.Wish wish() {
            return new AccessTokens.Wish(
                    Confirmation.given(label, "label"),
                    repositories == null ? List.of("*") : repositories,
                    actions == null ? List.of("pull") : actions,
                    addresses == null ? List.of() : addresses,
                    expiresAt);
        }
    }

    /** Switches a token on or off. */
    public record TokenChange(@Nullable Boolean active) {}

    AccountResource(Accounts accounts, OwnPassword ownPassword, AccessTokens tokens, CurrentAccess current) {
        this.accounts = accounts;
        this.ownPassword = ownPassword;
        this.tokens = tokens;
        this.current = current;
    }

    /** Who is signed in. */
    @GET
    @OwnAccount
    public Accounts.User get() {
        return accounts.find(me());
    }

    /** Changes the own password; everything that was signed in with the old one is refused within a second. */
    @POST
    @Path("password")
    @OwnAccount
    public void changePassword(PasswordChange change, @Context HttpServerRequest request) {
        Confirmation.body(change);
        ownPassword.change(
                me(),
                Confirmation.given(change.current(), "current"),
                Confirmation.given(change.password(), "password"),
                request);
    }

    /** The own access tokens, by id. */
    @GET
    @Path("tokens")
    @OwnAccount
    public Listing<AccessTokens.Entry> tokens(
            @RestQuery @DefaultValue("0") long after, @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Tokens.page(tokens, me(), after, limit);
    }

    /** Makes an access token; its secret is in this answer and nowhere else. */
    @POST
    @Path("tokens")
    @OwnAccount
    public RestResponse<Tokens.Secret> create(NewToken wish) {
        Confirmation.body(wish);
        AccessTokens.Created created = tokens.create(me(), me(), wish.wish());
        return RestResponse.ResponseBuilder.create(
                        RestResponse.Status.CREATED, new Tokens.Secret(created.id(), created.secret()))
                .header("Cache-Control", "no-store")
                .build();
    }

    /** Switches an own token on or off. */
    @PATCH
    @Path("tokens/{id}")
    @OwnAccount
    public void change(@RestPath long id, TokenChange change) {
        Confirmation.body(change);
        tokens.setActive(me(), me(), id, Confirmation.given(change.active(), "active"));
    }

    /** Deletes an own token. */
    @DELETE
    @Path("tokens/{id}")
    @OwnAccount
    public void delete(@RestPath long id) {
        tokens.delete(me(), me(), id);
    }

    private String me() {
        return current.caller().displayName();
    }
}
