package dev.portcullis.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.portcullis.testing.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom the client believes to be the host that it asks. Allowing a host lets nobody else stand in for it. */
class EgressTlsTest {
    private static final TestCertificate OWN = TestCertificate.issued("localhost");

    private final AtomicInteger asked = new AtomicInteger();
    private final EgressClient client = new EgressClient(Optional.of(List.of("localhost", "127.0.0.0/8")));
    private @Nullable HttpsServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void certificateOfOnesOwnCaIsTakenWithItsBundle() throws EgressException {
        URI address = serve(OWN);
        assertThat(client.send(EgressRequest.get(address, OWN.trusted())).body())
                .isEqualTo("hello");
        String several = TestCertificate.of("other").trusted() + OWN.trusted();
        assertThat(client.send(EgressRequest.get(address, several)).status()).isEqualTo(200);
    }

    @Test
    void certificateOfACaThatNobodyTrustsIsRefused() {
        URI address = serve(OWN);
        assertRefused(address, null);
        assertRefused(address, TestCertificate.issued("localhost").trusted());
    }

    @Test
    void selfSignedCertificateIsRefused() {
        URI address = serve(TestCertificate.of("localhost"));
        assertRefused(address, null);
        assertRefused(address, OWN.trusted());
    }

    @Test
    void certificateForAnotherHostIsRefusedThoughItsCaIsTrusted() {
        TestCertificate other = TestCertificate.issued("idp.example.com");
        assertRefused(serve(other), other.trusted());
    }

    @Test
    void certificateForTheNameIsNoneForItsAddress() {
        URI address = serve(OWN);
        assertRefused(URI.create("https://127.0.0.1:" + address.getPort() + "/"), OWN.trusted());
    }

    @Test
    void expiredCertificateIsRefused() {
        TestCertificate expired = TestCertificate.expired("localhost");
        assertRefused(serve(expired), expired.trusted());
    }

    private void assertRefused(URI address, @Nullable String caBundle) {
        EgressRequest request =
                EgressRequest.post(address, Map.of("Authorization", "Basic c2VjcmV0"), "secret", caBundle);
        assertThatThrownBy(() -> client.send(request))
                .isInstanceOfSatisfying(
                        EgressException.class,
                        e -> assertThat(e.reason()).isEqualTo(EgressException.Reason.UNREACHABLE))
                .hasMessageContaining("no certificate that is trusted here");
        assertThat(asked).as("requests that arrived").hasValue(0);
    }

    private URI serve(TestCertificate certificate) {
        try {
            HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            https.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
            https.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            https.createContext("/", exchange -> {
                asked.incrementAndGet();
                exchange.sendResponseHeaders(200, 5);
                exchange.getResponseBody().write("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                exchange.close();
            });
            https.start();
            server = https;
            return URI.create("https://localhost:" + https.getAddress().getPort() + "/");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
