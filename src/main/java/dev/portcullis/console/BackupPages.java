package dev.portcullis.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.backup.BackupRows;
import dev.portcullis.backup.BackupSettings;
import dev.portcullis.error.RegistryException;
import dev.portcullis.settings.Setting;
import dev.portcullis.settings.Settings;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Backups that were made, and where they go. The work itself is a job. */
@Path(BackupPages.HERE)
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class BackupPages {
    static final String HERE = "/system/backup";

    private final Settings settings;
    private final BackupSettings.Section section;
    private final BackupRows rows;
    private final CurrentAccess current;
    private final Visit visit;

    BackupPages(
            Settings settings, BackupSettings.Section section, BackupRows rows, CurrentAccess current, Visit visit) {
        this.settings = settings;
        this.section = section;
        this.rows = rows;
        this.current = current;
        this.visit = visit;
    }

    /**
     * The page.
     *
     * @param folder what stands in the form, as the other fields
     * @param ready whether a folder is set, so that one can be started
     * @param commands that restore
     * @param hours the age of the newest that was proved; null where there is none
     */
    public record View(
            String folder,
            String keep,
            String warn,
            boolean ready,
            List<String> commands,
            @Nullable Long hours,
            Paging<BackupRows.Made> made,
            long version,
            boolean mayChange,
            Problem problem) {}

    /** The fields of the form as they were sent. */
    public static final class Form {
        @RestForm
        @Nullable
        String folder;

        @RestForm
        @Nullable
        String keep;

        @RestForm
        @Nullable
        String warn;

        @RestForm
        long version;

        /** Numbers as they were typed: what is none is refused by the check of the section, at its field. */
        JsonNode wish() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("folder", Paging.orEmpty(folder))
                    .put("keep", number(keep))
                    .put("warnAfterDays", number(warn));
        }

        private static int number(@Nullable String typed) {
            String text = Paging.orEmpty(typed);
            return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : -1;
        }
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance backup(BackupPages.View view);
    }

    /** What there is. */
    @GET
    @RequiresAuditor
    public RestResponse<String> look(@RestQuery @Nullable String after) {
        Setting<BackupSettings> now = settings.get(section);
        return page(200, Paging.orEmpty(after), shown(now.value()), now.version(), Problem.NONE);
    }

    /** Saves where they go. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> save(@BeanParam Form form) {
        try {
            settings.set(current.caller().displayName(), section, form.wish(), Map.of(), form.version);
            return Page.goTo(HERE, Done.SAVED, "");
        } catch (RegistryException refused) {
            return page(refused.code().status(), "", form, form.version, Problem.of(refused));
        }
    }

    private static Form shown(BackupSettings now) {
        Form form = new Form();
        form.folder = now.folder();
        form.keep = Integer.toString(now.keep());
        form.warn = Integer.toString(now.warnAfterDays());
        return form;
    }

    private RestResponse<String> page(int status, String after, Form typed, long version, Problem problem) {
        Paging<BackupRows.Made> made = Paging.of(
                HERE,
                Paging.Query.NONE,
                after,
                (last, limit) -> rows.list(BackupRows.before(last), limit),
                one -> one.snapshotAt().toString());
        String target = settings.value(section).folder();
        return Page.of(
                status,
                Templates.backup(new View(
                        Paging.orEmpty(typed.folder),
                        Paging.orEmpty(typed.keep),
                        Paging.orEmpty(typed.warn),
                        !target.isEmpty(),
                        List.of(
                                "portcullis restore " + (target.isEmpty() ? "/srv/backup/registry" : target),
                                "portcullis fsck",
                                "portcullis serve"),
                        rows.hoursSinceLastGood().orElse(null),
                        made,
                        version,
                        visit.administrator(),
                        problem)));
    }
}
