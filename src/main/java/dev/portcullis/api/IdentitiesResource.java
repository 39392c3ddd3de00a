package dev.portcullis.api;

import dev.portcullis.access.Accounts;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.Identities;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.identity.ldap.DirectoryTrial;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Who an account belongs to at the identity sources. */
@Path("/api/v1/accounts/{name}/identities")
@RunOnVirtualThread
public class IdentitiesResource {
    private final Identities identities;
    private final IdentitySources sources;
    private final DirectoryTrial directories;
    private final Accounts accounts;
    private final CurrentAccess current;

    /**
     * Whom to link. The person is looked up in the directory by what they type to sign in.
     *
     * @param convert whether the account's own password and second factor go, so that the directory alone lets them in
     */
    public record Wish(@Nullable String source, @Nullable String login, boolean convert) {}

    IdentitiesResource(
            Identities identities,
            IdentitySources sources,
            DirectoryTrial directories,
            Accounts accounts,
            CurrentAccess current) {
        this.identities = identities;
        this.sources = sources;
        this.directories = directories;
        this.accounts = accounts;
        this.current = current;
    }

    /** All of them; there are few, so they are one page. */
    @GET
    @RequiresAdministrator
    public Listing<Identities.Link> list(@RestPath String name) {
        return new Listing<>(identities.of(accounts.find(name).name()), null);
    }

    /** Links the account to somebody. */
    @POST
    @RequiresAdministrator
    public RestResponse<Listing<Identities.Link>> link(@RestPath String name, Wish wish) {
        Confirmation.body(wish);
        IdentitySource source = sources.byName(Confirmation.given(wish.source(), "source"));
        identities.link(
                current.caller().displayName(),
                name,
                source,
                directories.find(source, Confirmation.given(wish.login(), "login")),
                wish.convert());
        return RestResponse.status(RestResponse.Status.CREATED, list(name));
    }

    /** Unlinks; the account stays, and signs in with its own password if it has one. */
    @DELETE
    @Path("{id}")
    @RequiresAdministrator
    public void unlink(@RestPath String name, @RestPath long id) {
        List<Identities.Link> links = identities.of(name);
        if (links.stream().noneMatch(link -> link.id() == id)) {
            throw new RegistryException(ErrorCode.NOT_FOUND, "The account has no such identity.");
        }
        identities.unlink(current.caller().displayName(), id);
    }
}
