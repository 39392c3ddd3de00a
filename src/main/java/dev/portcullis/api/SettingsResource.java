package dev.portcullis.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.settings.Setting;
import dev.portcullis.settings.Settings;
import dev.portcullis.settings.SettingsSection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The settings, section by section. A secret goes in and never comes out. */
@Path("/api/v1/settings")
@RunOnVirtualThread
public class SettingsResource {
    private final Settings settings;
    private final CurrentAccess current;

    /** A section as it holds; {@code pinned} names the fields that the server's configuration sets, and the property. */
    public record SectionView(
            String section,
            long version,
            Object value,
            Map<String, String> pinned,
            Set<String> secrets,
            @Nullable Instant changedAt,
            @Nullable String changedBy) {
        static SectionView of(Setting<?> setting) {
            return new SectionView(
                    setting.section(),
                    setting.version(),
                    setting.value(),
                    setting.pinned(),
                    setting.secrets(),
                    setting.changedAt(),
                    setting.changedBy());
        }
    }

    /**
     * A change of a section.
     *
     * @param value all of it; a field that is absent gets its default
     * @param secrets the new ones; those that are not named stay, an empty one is taken away
     * @param version what was looked at; when another has changed it since, nothing is done. Absent: whatever it is
     */
    public record SectionChange(
            @Nullable JsonNode value,
            @Nullable Map<String, String> secrets,
            @Nullable Long version) {
        @Override
        public String toString() {
            return "SectionChange[***]";
        }
    }

    SettingsResource(Settings settings, CurrentAccess current) {
        this.settings = settings;
        this.current = current;
    }

    /** All sections; there are few, so they are one page. */
    @GET
    @RequiresAuditor
    public Listing<SectionView> list() {
        return new Listing<>(settings.all().stream().map(SectionView::of).toList(), null);
    }

    /** One section. */
    @GET
    @Path("{section}")
    @RequiresAuditor
    public SectionView get(@RestPath String section) {
        return SectionView.of(settings.get(settings.section(section)));
    }

    /** Sets a section; it holds on every node within a second. */
    @PUT
    @Path("{section}")
    @RequiresAdministrator
    public SectionView set(@RestPath String section, SectionChange change) {
        Confirmation.body(change);
        SettingsSection<?> of = settings.section(section);
        settings.set(
                current.caller().displayName(),
                of,
                Confirmation.given(change.value(), "value"),
                change.secrets() == null ? Map.of() : change.secrets(),
                change.version());
        return SectionView.of(settings.get(of));
    }

    /** Its versions, the newest first, 100 at most. */
    @GET
    @Path("{section}/versions")
    @RequiresAuditor
    public Listing<Settings.Version> versions(@RestPath String section) {
        return new Listing<>(List.copyOf(settings.history(settings.section(section))), null);
    }
}
