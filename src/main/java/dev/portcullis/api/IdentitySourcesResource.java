package dev.portcullis.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The identity sources, in the order in which they are asked. A secret goes in and never comes out. */
@Path("/api/v1/identity-sources")
@RunOnVirtualThread
public class IdentitySourcesResource {
    private final IdentitySources sources;
    private final CurrentAccess current;

    /** A source as it is set up. */
    public record Source(
            String name, String kind, boolean enabled, JsonNode settings, boolean hasSecret, Instant updatedAt) {
        static Source of(IdentitySource source) {
            return new Source(
                    source.name(),
                    source.kind(),
                    source.enabled(),
                    source.settings(),
                    source.secret() != null,
                    source.updatedAt());
        }
    }

    /** A new source. */
    public record NewSource(
            @Nullable String name,
            @Nullable String kind,
            @Nullable JsonNode settings,
            @Nullable String secret) {
        @Override
        public String toString() {
            return "NewSource[" + name + "]";
        }
    }

    /** All of a source's settings; the secret stays as it is where none is given. */
    public record Setting(
            @Nullable JsonNode settings, @Nullable String secret) {
        @Override
        public String toString() {
            return "Setting[***]";
        }
    }

    /** Switches a source on or off. */
    public record SourceChange(@Nullable Boolean enabled) {}

    /** Every source once. */
    public record Order(@Nullable List<String> names) {}

    IdentitySourcesResource(IdentitySources sources, CurrentAccess current) {
        this.sources = sources;
        this.current = current;
    }

    /** All of them; there are few, so they are one page. */
    @GET
    @RequiresAdministrator
    public Listing<Source> list() {
        return new Listing<>(sources.inOrder().stream().map(Source::of).toList(), null);
    }

    /** Adds a source at the end of the order. */
    @POST
    @RequiresAdministrator
    public RestResponse<Source> create(NewSource wish) {
        Confirmation.body(wish);
        String name = Confirmation.given(wish.name(), "name");
        sources.create(
                by(),
                name,
                Confirmation.given(wish.kind(), "kind"),
                Confirmation.given(wish.settings(), "settings"),
                wish.secret());
        return RestResponse.status(RestResponse.Status.CREATED, Source.of(sources.byName(name)));
    }

    /** One source. */
    @GET
    @Path("{name}")
    @RequiresAdministrator
    public Source get(@RestPath String name) {
        return Source.of(sources.byName(name));
    }

    /** Replaces the settings, and the secret where one is given. */
    @PUT
    @Path("{name}")
    @RequiresAdministrator
    public Source update(@RestPath String name, Setting wish) {
        Confirmation.body(wish);
        sources.update(by(), name, Confirmation.given(wish.settings(), "settings"), wish.secret());
        return Source.of(sources.byName(name));
    }

    /** Switches a source on or off. */
    @PATCH
    @Path("{name}")
    @RequiresAdministrator
    public void change(@RestPath String name, SourceChange change) {
        Confirmation.body(change);
        sources.setEnabled(by(), name, Confirmation.given(change.enabled(), "enabled"));
    }

    /** Removes a source; the accounts stay, but nobody signs in through it. The name has to be repeated. */
    @DELETE
    @Path("{name}")
    @RequiresAdministrator
    public void delete(@RestPath String name, @RestQuery @Nullable String confirm) {
        Confirmation.require(confirm, name);
        sources.delete(by(), name);
    }

    /** Sets the order in which they are asked. */
    @PUT
    @RequiresAdministrator
    public void order(Order order) {
        Confirmation.body(order);
        sources.setOrder(by(), Confirmation.given(order.names(), "names"));
    }

    private String by() {
        return current.caller().displayName();
    }
}
