package dev.portcullis.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.identity.ldap.DirectorySync;
import dev.portcullis.identity.ldap.SyncRun;
import dev.portcullis.identity.workload.WorkloadIssuers;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Where people and jobs sign in: the identity sources in their order, and the workload issuers. */
@Path("/system/sign-in")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SourceListPages {
    static final String HERE = "/system/sign-in";

    private final IdentitySources sources;
    private final DirectorySync sync;
    private final WorkloadIssuers issuers;
    private final ObjectMapper json;
    private final CurrentAccess current;
    private final Visit visit;

    SourceListPages(
            IdentitySources sources,
            DirectorySync sync,
            WorkloadIssuers issuers,
            ObjectMapper json,
            CurrentAccess current,
            Visit visit) {
        this.sources = sources;
        this.sync = sync;
        this.issuers = issuers;
        this.json = json;
        this.current = current;
        this.visit = visit;
    }

    /**
     * A source in the list.
     *
     * @param last its latest synchronization; null where there was none
     */
    public record Row(
            String name,
            String kind,
            boolean enabled,
            boolean first,
            boolean last,
            @Nullable SyncRun run) {}

    /** What was typed for a new issuer. */
    public record Issuer(String name, String issuer, String settings) {
        static final Issuer NOTHING = new Issuer("", "", "");
    }

    /** The page. */
    public record View(List<Row> sources, Paging<WorkloadIssuers.Row> issuers, Issuer typed, Problem problem) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance list(SourceListPages.View view);
    }

    /** Both lists. */
    @GET
    @RequiresAdministrator
    public RestResponse<String> list(@RestQuery @Nullable String after) {
        return list(200, Paging.orEmpty(after), Issuer.NOTHING, Problem.NONE);
    }

    private RestResponse<String> list(int status, String after, Issuer typed, Problem problem) {
        List<IdentitySource> all = sources.inOrder();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            IdentitySource source = all.get(i);
            rows.add(new Row(
                    source.name(), source.kind(), source.enabled(), i == 0, i == all.size() - 1, lastRun(source)));
        }
        Paging<WorkloadIssuers.Row> page =
                Paging.of(HERE, Paging.Query.NONE, after, issuers::list, WorkloadIssuers.Row::name);
        return Page.of(status, Templates.list(new View(rows, page, typed, problem)));
    }

    private @Nullable SyncRun lastRun(IdentitySource source) {
        return source.kind().equals(SourceFields.LDAP)
                ? sync.list(source.name(), Long.MAX_VALUE, 1).stream()
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** Asks it earlier. */
    @POST
    @Path("/{source}/up")
    @RequiresAdministrator
    public RestResponse<String> up(@RestPath("source") String name) {
        return move(name, -1);
    }

    /** Asks it later. */
    @POST
    @Path("/{source}/down")
    @RequiresAdministrator
    public RestResponse<String> down(@RestPath("source") String name) {
        return move(name, 1);
    }

    private RestResponse<String> move(String name, int by) {
        sources.byName(name);
        List<String> names = new ArrayList<>(
                sources.inOrder().stream().map(IdentitySource::name).toList());
        int from = names.indexOf(name);
        int to = from + by;
        return done(() -> {
            if (to >= 0 && to < names.size()) {
                Collections.swap(names, from, to);
                sources.setOrder(by(), names);
            }
        });
    }

    /** Switches it on or off. */
    @POST
    @Path("/{source}/enabled")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> setEnabled(@RestPath("source") String name, @RestForm @Nullable String enabled) {
        return done(() -> sources.setEnabled(by(), name, "yes".equals(enabled)));
    }

    private RestResponse<String> done(Runnable change) {
        try {
            change.run();
            return Page.goTo(HERE, Done.SAVED, "");
        } catch (RegistryException refused) {
            return list(refused.code().status(), "", Issuer.NOTHING, Problem.of(refused));
        }
    }

    /** Adds an issuer of workload tokens. */
    @POST
    @Path("/-/issuers")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> addIssuer(
            @RestForm @Nullable String name, @RestForm @Nullable String issuer, @RestForm @Nullable String settings) {
        Issuer typed = new Issuer(Paging.orEmpty(name), Paging.orEmpty(issuer), Paging.orEmpty(settings));
        Optional<? extends JsonNode> keys = SourceForm.object(typed.settings(), json);
        if (keys.isEmpty()) {
            return list(
                    400, "", typed, Problem.of(visit.words(SourceWords.class).keysNotJson()));
        }
        try {
            issuers.create(by(), typed.name(), typed.issuer(), keys.get());
            return Page.goTo(HERE, Done.ADDED, typed.name());
        } catch (RegistryException refused) {
            return list(refused.code().status(), "", typed, Problem.of(refused));
        }
    }

    /** Says what would go, and asks for the name. */
    @GET
    @Path("/-/issuers/{issuer}/delete")
    @RequiresAdministrator
    public RestResponse<String> askIssuer(@RestPath String issuer) {
        return askIssuer(200, issuer, Problem.NONE);
    }

    private RestResponse<String> askIssuer(int status, String issuer, Problem problem) {
        SourceWords words = visit.words(SourceWords.class);
        String name = issuers.byName(issuer).name();
        return new Confirmation(
                        words.deleteIssuer(name),
                        words.deleteIssuerLead(),
                        List.of(),
                        HERE + "/-/issuers/" + name + "/delete",
                        name,
                        HERE)
                .page(status, problem);
    }

    /** Removes it, when its name was typed. */
    @POST
    @Path("/-/issuers/{issuer}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> deleteIssuer(@RestPath String issuer, @RestForm @Nullable String typed) {
        if (!issuer.equals(Paging.orEmpty(typed))) {
            return askIssuer(400, issuer, Problem.of(visit.words(Words.class).typedWrong()));
        }
        issuers.delete(by(), issuer);
        return Page.goTo(HERE, Done.REMOVED, issuer);
    }

    private String by() {
        return current.caller().displayName();
    }
}
