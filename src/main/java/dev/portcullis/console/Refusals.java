package dev.portcullis.console;

import dev.portcullis.auth.PageRefusal;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What people see instead of a page that they may not have. */
public class Refusals {

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance signInFirst();

        static native TemplateInstance fromElsewhere();
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
}
