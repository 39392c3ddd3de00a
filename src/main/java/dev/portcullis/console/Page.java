package dev.portcullis.console;

import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The answers of pages, in the language of the visitor: no frame, nothing from elsewhere, no script but our own file,
 * kept nowhere. The referrer goes to ourselves only; with none at all browsers would send {@code Origin: null} with our
 * own forms, and we could not tell them from others.
 */
final class Page {
    private static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private Page() {}

    static RestResponse<String> of(int status, TemplateInstance template, NewCookie... cookies) {
        Visit visit = Visit.current();
        RestResponse.ResponseBuilder<String> answer = RestResponse.ResponseBuilder.<String>create(status)
                .entity(template.setLocale(visit.language().locale()).render())
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .header("Content-Security-Policy", POLICY)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "same-origin")
                .header("X-Content-Type-Options", "nosniff")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .cookie(cookies);
        NewCookie told = visit.forgetDone();
        return told == null ? answer.build() : answer.cookie(told).build();
    }

    /** Goes on to another of our pages; a form that was sent is not sent again by a reload. */
    static RestResponse<String> goTo(String path, NewCookie... cookies) {
        return RestResponse.ResponseBuilder.<String>create(RestResponse.Status.SEE_OTHER)
                .header("Location", path)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "same-origin")
                .cookie(cookies)
                .build();
    }

    /** As {@link #goTo(String, NewCookie...)}; the page there tells once what was done, and to what. */
    static RestResponse<String> goTo(String path, Done done, String what) {
        return goTo(path, Visit.current().remember(done, what));
    }
}
