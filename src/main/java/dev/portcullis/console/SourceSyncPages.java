package dev.portcullis.console;

import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.ldap.DirectorySync;
import dev.portcullis.identity.ldap.DirectoryTrial;
import dev.portcullis.identity.ldap.SyncRun;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Trying a directory, and synchronizing it: what it would do, and what it did. */
@Path(SourceListPages.HERE)
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SourceSyncPages {
    private static final int RUNS = 10;

    private final DirectoryTrial trial;
    private final DirectorySync sync;
    private final CurrentAccess current;
    private final Visit visit;

    SourceSyncPages(DirectoryTrial trial, DirectorySync sync, CurrentAccess current, Visit visit) {
        this.trial = trial;
        this.sync = sync;
        this.current = current;
        this.visit = visit;
    }

    /**
     * What was asked for; each is null where it was not.
     *
     * @param login what was typed; the password is not kept
     */
    public record Asked(
            DirectoryTrial.@Nullable Report tests,
            String login,
            DirectoryTrial.@Nullable LoginReport loginReport,
            @Nullable SyncPreview preview) {
        static final Asked NOTHING = new Asked(null, "", null, null);
    }

    /** The page. */
    public record View(String name, Asked asked, List<SyncRun> runs, Problem problem) {}

    /** The page of a run. */
    public record RunView(String name, SyncRun run, List<String> counts, Paging<SyncRun.Line> log, Problem problem) {
        /** Of a hundred. */
        public long percent() {
            return run.total() == 0 ? 0 : Math.min(100, run.done() * 100L / run.total());
        }
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance syncs(SourceSyncPages.View view);

        static native TemplateInstance run(SourceSyncPages.RunView view);
    }

    /** What can be tried, and the latest runs. */
    @GET
    @Path("/{source}/syncs")
    @RequiresAdministrator
    public RestResponse<String> look(@RestPath("source") String name) {
        return page(200, name, Asked.NOTHING, Problem.NONE);
    }

    private RestResponse<String> page(int status, String name, Asked asked, Problem problem) {
        List<SyncRun> runs = sync.list(name, Long.MAX_VALUE, RUNS);
        return Page.of(status, Templates.syncs(new View(name, asked, runs, problem)));
    }

    /** Connects, binds and searches. */
    @POST
    @Path("/{source}/test")
    @RequiresAdministrator
    public RestResponse<String> test(@RestPath("source") String name) {
        return page(200, name, new Asked(trial.test(name), "", null, null), Problem.NONE);
    }

    /** Tries a sign-in without its consequences. */
    @POST
    @Path("/{source}/test-login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> testLogin(
            @RestPath("source") String name, @RestForm @Nullable String login, @RestForm @Nullable String password) {
        String typed = Paging.orEmpty(login);
        DirectoryTrial.LoginReport report = trial.testLogin(name, typed, password == null ? "" : password);
        return page(200, name, new Asked(null, typed, report, null), Problem.NONE);
    }

    /** What a synchronization would do just now. */
    @POST
    @Path("/{source}/preview")
    @RequiresAdministrator
    public RestResponse<String> preview(@RestPath("source") String name) {
        try {
            SyncPreview preview = SyncPreview.of(sync.preview(name), visit.words(SyncWords.class));
            return page(200, name, new Asked(null, "", null, preview), Problem.NONE);
        } catch (RegistryException refused) {
            return refused(name, refused);
        }
    }

    /** Begins a synchronization. */
    @POST
    @Path("/{source}/sync")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> begin(@RestPath("source") String name, @RestForm @Nullable String override) {
        try {
            long id = sync.start(current.caller().displayName(), name, "yes".equals(override));
            return Page.goTo(path(name, id), Done.STARTED, "");
        } catch (RegistryException refused) {
            return refused(name, refused);
        }
    }

    private RestResponse<String> refused(String name, RegistryException refused) {
        if (refused.code() == ErrorCode.NOT_FOUND) {
            throw refused;
        }
        return page(refused.code().status(), name, Asked.NOTHING, Problem.of(refused));
    }

    /** A run: how far it is, and its log. */
    @GET
    @Path("/{source}/syncs/{id: [0-9]{1,18}}")
    @RequiresAdministrator
    public RestResponse<String> run(
            @RestPath("source") String name, @RestPath long id, @RestQuery @Nullable String after) {
        return run(200, name, id, Paging.orEmpty(after), Problem.NONE);
    }

    private RestResponse<String> run(int status, String name, long id, String after, Problem problem) {
        SyncRun run = sync.get(name, id);
        Function<SyncRun.Line, String> key = line -> Integer.toString(line.line());
        Paging<SyncRun.Line> log = Paging.of(
                path(name, id),
                Paging.Query.NONE,
                after.matches("[0-9]{1,9}") ? after : "",
                (last, limit) -> sync.lines(name, id, last.isEmpty() ? 0 : Integer.parseInt(last), limit),
                key);
        List<String> counts = SyncPreview.counts(run.counts(), visit.words(SyncWords.class));
        return Page.of(status, Templates.run(new RunView(name, run, counts, log, problem)));
    }

    /** Ends a run after what it is just doing. */
    @POST
    @Path("/{source}/syncs/{id: [0-9]{1,18}}/cancel")
    @RequiresAdministrator
    public RestResponse<String> cancel(@RestPath("source") String name, @RestPath long id) {
        try {
            sync.cancel(name, id);
            return Page.goTo(path(name, id));
        } catch (RegistryException refused) {
            if (refused.code() == ErrorCode.NOT_FOUND) {
                throw refused;
            }
            return run(refused.code().status(), name, id, "", Problem.of(refused));
        }
    }

    private static String path(String name, long id) {
        return SourceListPages.HERE + "/" + name + "/syncs/" + id;
    }
}
