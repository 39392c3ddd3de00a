package dev.portcullis.console;

import dev.portcullis.reference.Digest;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jboss.resteasy.reactive.RestResponse;

/** A page with the headers that every page has: no script, no frame, nothing from elsewhere, neither kept nor passed on. */
final class HtmlPage {
    private HtmlPage() {}

    static RestResponse.ResponseBuilder<String> of(int status, TemplateInstance template) {
        String html = template.render();
        return RestResponse.ResponseBuilder.create(RestResponse.Status.fromStatusCode(status), html)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'sha256-" + hashOfStyle(html)
                                + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff");
    }

    /** Allows the page's own style and no other; what a user typed stands behind it, so it cannot come first. */
    private static String hashOfStyle(String html) {
        String style = html.substring(html.indexOf("<style>") + "<style>".length(), html.indexOf("</style>"));
        byte[] hash = Digest.Algorithm.SHA256.newHash().digest(style.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(hash);
    }
}
