package dev.portcullis.https;

import dev.portcullis.auth.SourceAddress;
import dev.portcullis.settings.Settings;
import dev.portcullis.tls.TlsSettings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What comes without TLS while there is an https port: this machine is served, so that nobody is locked out by a
 * certificate; others are sent to https, and only get what they need before they can trust it. A password is never
 * asked for there.
 */
@Singleton
public final class PlainHttp {
    /** Before everything that reads a request. */
    private static final int FIRST = 20_000;

    private static final int HTTPS_PORT = 443;
    private static final int MISDIRECTED = 421;
    private static final int PERMANENT_REDIRECT = 308;
    private static final String ONE_YEAR = "max-age=31536000";

    private final Settings settings;
    private final TlsSettings.Section section;
    private final boolean https;
    private final boolean insecure;
    private final int httpsPort;

    PlainHttp(
            Settings settings,
            TlsSettings.Section section,
            @ConfigProperty(name = "portcullis.https", defaultValue = "false") boolean https,
            @ConfigProperty(name = "portcullis.insecure-http", defaultValue = "false") boolean insecure,
            @ConfigProperty(name = "portcullis.https-public-port", defaultValue = "443") int httpsPort) {
        this.settings = settings;
        this.section = section;
        this.https = https;
        this.insecure = insecure;
        this.httpsPort = httpsPort;
    }

    void register(@Observes Filters filters) {
        if (https) {
            filters.register(this::look, FIRST);
        }
    }

    private void look(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isSSL()) {
            if (settings.value(section).hsts()) {
                context.response().putHeader("Strict-Transport-Security", ONE_YEAR);
            }
            context.next();
        } else if (insecure || SourceAddress.isThisMachine(request) || isNeededBefore(String.valueOf(request.path()))) {
            context.next();
        } else {
            send(request, context.response());
        }
    }

    /** The CA's certificate to trust, the proof of an ACME order, and what load balancers ask. */
    private static boolean isNeededBefore(String path) {
        return path.equals("/ca")
                || path.startsWith("/.well-known/acme-challenge/")
                || path.equals("/_ping")
                || path.startsWith("/health");
    }

    private void send(HttpServerRequest request, HttpServerResponse response) {
        HostAndPort asked = request.authority();
        boolean reading =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (!settings.value(section).redirect() || asked == null || !reading) {
            response.setStatusCode(MISDIRECTED)
                    .putHeader("Content-Type", "text/plain; charset=UTF-8")
                    .putHeader("Connection", "close")
                    .end("This registry is used over https.\n");
            return;
        }
        String host =
                asked.host().contains(":") && !asked.host().startsWith("[") ? "[" + asked.host() + "]" : asked.host();
        response.setStatusCode(PERMANENT_REDIRECT)
                .putHeader(
                        "Location",
                        "https://" + host + (httpsPort == HTTPS_PORT ? "" : ":" + httpsPort) + request.uri())
                .end();
    }
}
