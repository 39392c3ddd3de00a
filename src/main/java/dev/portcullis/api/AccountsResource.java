package dev.portcullis.api;

import dev.portcullis.access.AccountLifecycle;
import dev.portcullis.access.Accounts;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Users, for those who manage the registry. */
@Path("/api/v1/accounts")
@RunOnVirtualThread
public class AccountsResource {
    private final Accounts accounts;
    private final AccountLifecycle lifecycle;
    private final CurrentAccess current;

    /** What a new user needs. */
    public record NewAccount(
            @Nullable String name, @Nullable String password, boolean administrator) {
        @Override
        public String toString() {
            return "NewAccount[" + name + ", ***]";
        }
    }

    /** What may be changed; what is left out stays. */
    public record AccountChange(
            @Nullable String fullName,
            @Nullable String email,
            @Nullable Boolean active,
            @Nullable Boolean administrator,
            @Nullable Boolean auditor,
            @Nullable Boolean auditorPulls) {}

    /** A new password. */
    public record NewPassword(@Nullable String password) {
        @Override
        public String toString() {
            return "NewPassword[***]";
        }
    }

    /** A new name. */
    public record NewName(@Nullable String name) {}

    AccountsResource(Accounts accounts, AccountLifecycle lifecycle, CurrentAccess current) {
        this.accounts = accounts;
        this.lifecycle = lifecycle;
        this.current = current;
    }

    /** A page of the users, by name. */
    @GET
    @RequiresAuditor
    public Listing<Accounts.User> list(
            @RestQuery @Nullable String after, @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Listing.of(after, limit, accounts::list, Accounts.User::name);
    }

    /** Creates a user with a password. */
    @POST
    @RequiresAdministrator
    public RestResponse<Accounts.User> create(NewAccount wish) {
        Confirmation.body(wish);
        String name = Confirmation.given(wish.name(), "name");
        accounts.createUser(by(), name, Confirmation.given(wish.password(), "password"), wish.administrator());
        return RestResponse.status(RestResponse.Status.CREATED, accounts.find(name));
    }

    /** One user. */
    @GET
    @Path("{name}")
    @RequiresAuditor
    public Accounts.User get(@RestPath String name) {
        return accounts.find(name);
    }

    /** Changes what is given. The last active administrator stays one. */
    @PATCH
    @Path("{name}")
    @RequiresAdministrator
    public Accounts.User change(@RestPath String name, AccountChange change) {
        Confirmation.body(change);
        Accounts.User user = accounts.find(name);
        if (change.fullName() != null || change.email() != null) {
            accounts.describe(by(), name, or(change.fullName(), user.fullName()), or(change.email(), user.email()));
        }
        if (change.auditor() != null || change.auditorPulls() != null) {
            accounts.setAuditor(
                    by(), name, or(change.auditor(), user.auditor()), or(change.auditorPulls(), user.auditorPulls()));
        }
        if (change.administrator() != null) {
            accounts.setAdministrator(by(), name, change.administrator());
        }
        if (change.active() != null) {
            accounts.setActive(by(), name, change.active());
        }
        return accounts.find(name);
    }

    /** Sets a user's password. */
    @POST
    @Path("{name}/password")
    @RequiresAdministrator
    public void setPassword(@RestPath String name, NewPassword wish) {
        Confirmation.body(wish);
        accounts.setPassword(by(), name, Confirmation.given(wish.password(), "password"));
    }

    /** Gives a user another name, and the repositories in its namespace with it. */
    @POST
    @Path("{name}/rename")
    @RequiresAdministrator
    public Accounts.User rename(@RestPath String name, NewName wish) {
        Confirmation.body(wish);
        accounts.find(name);
        String newName = Confirmation.given(wish.name(), "name");
        lifecycle.rename(by(), name, newName);
        return accounts.find(newName);
    }

    /** What deleting this user would take away. */
    @GET
    @Path("{name}/belongings")
    @RequiresAuditor
    public AccountLifecycle.Belongings belongings(@RestPath String name) {
        return lifecycle.belongings(name);
    }

    /** Deletes a user; the name has to be repeated in {@code confirm}. */
    @DELETE
    @Path("{name}")
    @RequiresAdministrator
    public void delete(@RestPath String name, @RestQuery @Nullable String confirm) {
        Confirmation.require(confirm, name);
        accounts.delete(by(), name);
    }

    private String by() {
        return current.caller().displayName();
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
