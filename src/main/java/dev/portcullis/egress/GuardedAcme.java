package dev.portcullis.egress;

import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** The ACME library's own behaviour, but with all its requests on the one way out. */
public final class GuardedAcme extends GenericAcmeProvider {
    private final HttpClient http;

    /** @param caBundle certificates in PEM that alone are trusted; null: those that Java trusts */
    public GuardedAcme(EgressClient egress, @Nullable String caBundle) {
        this.http = new EgressHttp(egress, caBundle);
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings networkSettings) {
        return http;
    }
}
