package dev.portcullis.console;

import dev.portcullis.auth.PageRefusal;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.ErrorPages;
import io.quarkus.arc.Arc;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** What people see instead of a page that they may not have, or that failed. */
@Singleton
public class Refusals implements ErrorPages {
    /** Where only programs ask, whatever they say that they accept. */
    private static final List<String> FOR_PROGRAMS = List.of("/v2", "/v1", "/api", "/auth/token", "/_ping", "/health");

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance signInFirst();

        static native TemplateInstance fromElsewhere();

        static native TemplateInstance notHere();

        static native TemplateInstance denied(String sentence);

        static native TemplateInstance failed(String sentence, String requestId);
    }

    @ServerExceptionMapper
    RestResponse<String> refused(PageRefusal refusal) {
        return switch (refusal) {
            case PageRefusal.NotSignedIn nobody
            when nobody.reading() ->
                Page.goTo("/login?return=" + URLEncoder.encode(nobody.back().text(), StandardCharsets.UTF_8));
            case PageRefusal.NotSignedIn _ -> Page.of(401, Templates.signInFirst());
            case PageRefusal.FromElsewhere _ -> Page.of(403, Templates.fromElsewhere());
        };
    }

    @Override
    public @Nullable RestResponse<?> page(
            String path, @Nullable String accept, ErrorCode code, String sentence, String requestId) {
        boolean forPeople = accept != null
                && accept.toLowerCase(Locale.ROOT).contains("text/html")
                && FOR_PROGRAMS.stream().noneMatch(start -> path.equals(start) || path.startsWith(start + "/"));
        if (!forPeople || !Arc.container().requestContext().isActive()) {
            return null;
        }
        return Page.of(
                code.status(),
                switch (code.status()) {
                    case 404 -> Templates.notHere();
                    case 401, 403 -> Templates.denied(sentence);
                    default -> Templates.failed(sentence, requestId);
                });
    }
}
