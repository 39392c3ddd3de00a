package dev.portcullis.api;

import dev.portcullis.access.Roles;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.OwnAccount;
import dev.portcullis.auth.RequiresAdministrator;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The roles that grants give. */
@Path("/api/v1/roles")
@RunOnVirtualThread
public class RolesResource {
    private final Roles roles;
    private final CurrentAccess current;

    /** What a role is to be. */
    public record Wish(
            @Nullable String description, @Nullable List<String> permissions) {}

    RolesResource(Roles roles, CurrentAccess current) {
        this.roles = roles;
        this.current = current;
    }

    /** A page of the roles, by name. */
    @GET
    @OwnAccount
    public Listing<Roles.Role> list(
            @RestQuery @Nullable String after, @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Listing.of(after, limit, roles::list, Roles.Role::name);
    }

    /** Creates a role, or gives it other permissions, which each grant of it feels within a second. */
    @PUT
    @Path("{name}")
    @RequiresAdministrator
    public void put(@RestPath String name, Wish wish) {
        Confirmation.body(wish);
        roles.put(
                by(),
                name,
                wish.description() == null ? "" : wish.description(),
                Confirmation.given(wish.permissions(), "permissions"));
    }

    /** Deletes a role that no grant gives. */
    @DELETE
    @Path("{name}")
    @RequiresAdministrator
    public void delete(@RestPath String name) {
        roles.delete(by(), name);
    }

    private String by() {
        return current.caller().displayName();
    }
}
