package dev.portcullis.console;

import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The answers of pages: no script, no frame, nothing from elsewhere, kept nowhere. The referrer goes to ourselves only;
 * with none at all browsers would send {@code Origin: null} with our own forms, and we could not tell them from others.
 */
final class Page {
    private Page() {}

    static RestResponse<String> of(int status, TemplateInstance template, NewCookie... cookies) {
        return RestResponse.ResponseBuilder.<String>create(status)
                .entity(template.render())
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "same-origin")
                .header("X-Content-Type-Options", "nosniff")
                .cookie(cookies)
                .build();
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
}
