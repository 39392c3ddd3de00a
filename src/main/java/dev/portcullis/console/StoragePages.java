package dev.portcullis.console;

import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.blob.OpenStores;
import dev.portcullis.blob.StorageKind;
import dev.portcullis.blob.StorageMoves;
import dev.portcullis.blob.StorageSettings;
import dev.portcullis.blob.StorageSettings.Backend;
import dev.portcullis.error.RegistryException;
import dev.portcullis.settings.Trial;
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
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Where the bytes are, and moving them. */
@Path("/system/storage")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class StoragePages {
    private static final String HERE = "/system/storage";

    private final StorageMoves moves;
    private final OpenStores stores;
    private final CurrentAccess current;
    private final Visit visit;

    StoragePages(StorageMoves moves, OpenStores stores, CurrentAccess current, Visit visit) {
        this.moves = moves;
        this.stores = stores;
        this.current = current;
        this.visit = visit;
    }

    /**
     * The page.
     *
     * @param typed what stands in the form, without the secret
     * @param checks of a trial; empty where nothing was tried
     */
    public record View(
            StorageSettings settings,
            StorageMoves.@Nullable Progress move,
            boolean pinned,
            boolean mayChange,
            Backend typed,
            List<Trial.Check> checks,
            Problem problem) {
        /** Of a hundred. */
        public long percent() {
            StorageMoves.Progress now = move;
            return now == null || now.total() == 0 ? 100 : Math.min(100, now.seen() * 100 / now.total());
        }
    }

    /** The fields of the form as they were sent. */
    public static final class Form {
        @RestForm
        @Nullable
        String kind;

        @RestForm
        @Nullable
        String folder;

        @RestForm
        @Nullable
        String bucket;

        @RestForm
        @Nullable
        String prefix;

        @RestForm
        @Nullable
        String endpoint;

        @RestForm
        @Nullable
        String region;

        @RestForm("path-style")
        @Nullable
        String pathStyle;

        @RestForm
        @Nullable
        String ca;

        @RestForm("access-key")
        @Nullable
        String accessKey;

        @RestForm("secret-key")
        @Nullable
        String secretKey;

        @RestForm
        @Nullable
        String encryption;

        @RestForm("kms-key-id")
        @Nullable
        String kmsKeyId;

        Backend backend() {
            return new Backend(
                    kind(),
                    Paging.orEmpty(folder),
                    Paging.orEmpty(bucket),
                    Paging.orEmpty(prefix),
                    Paging.orEmpty(endpoint),
                    Paging.orEmpty(region),
                    "yes".equals(pathStyle),
                    Paging.orEmpty(ca),
                    Paging.orEmpty(accessKey),
                    Paging.orEmpty(encryption),
                    Paging.orEmpty(kmsKeyId));
        }

        private StorageKind kind() {
            return switch (Paging.orEmpty(kind)) {
                case "s3" -> StorageKind.S3;
                case "azure" -> StorageKind.AZURE;
                case "gcs" -> StorageKind.GCS;
                default -> StorageKind.FILESYSTEM;
            };
        }

        @Nullable
        String secret() {
            String given = Paging.orEmpty(secretKey).strip();
            return given.isEmpty() ? null : given;
        }
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance storage(StoragePages.View view);
    }

    private static Backend empty() {
        return new Backend(StorageKind.S3, "", "", "", "", "us-east-1", false, "", "", "none", "");
    }

    /** Where the bytes are. */
    @GET
    @RequiresAuditor
    public RestResponse<String> look() {
        return page(200, empty(), List.of(), null);
    }

    /** Tries a store, and changes nothing. */
    @POST
    @Path("/test")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> test(@BeanParam Form form) {
        return page(200, form.backend(), stores.trial(form.backend(), form.secret()), null);
    }

    /** Begins to move. */
    @POST
    @Path("/move")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> move(@BeanParam Form form) {
        try {
            moves.start(by(), form.backend(), form.secret());
            return Page.goTo(HERE, Done.STARTED, "");
        } catch (RegistryException refused) {
            return page(refused.code().status(), form.backend(), List.of(), refused);
        }
    }

    /** Makes the new store the main one. */
    @POST
    @Path("/switch")
    @RequiresAdministrator
    public RestResponse<String> switchOver() {
        return done(() -> moves.switchOver(by()));
    }

    /** Makes the old store the main one again. */
    @POST
    @Path("/back")
    @RequiresAdministrator
    public RestResponse<String> goBack() {
        return done(() -> moves.goBack(by()));
    }

    /** Ends the move. */
    @POST
    @Path("/finish")
    @RequiresAdministrator
    public RestResponse<String> finish() {
        return done(() -> moves.finish(by()));
    }

    private RestResponse<String> done(Runnable change) {
        try {
            change.run();
            return Page.goTo(HERE, Done.SAVED, "");
        } catch (RegistryException refused) {
            return page(refused.code().status(), empty(), List.of(), refused);
        }
    }

    private RestResponse<String> page(
            int status, Backend typed, List<Trial.Check> checks, @Nullable RegistryException refused) {
        return Page.of(
                status,
                Templates.storage(new View(
                        moves.current().value(),
                        moves.progress().orElse(null),
                        stores.isPinned(),
                        visit.administrator(),
                        typed,
                        checks,
                        refused == null ? Problem.NONE : Problem.of(refused))));
    }

    private String by() {
        return current.caller().displayName();
    }
}
