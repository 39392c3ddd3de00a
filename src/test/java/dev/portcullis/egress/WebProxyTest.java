package dev.portcullis.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.portcullis.testing.TestCertificate;
import dev.portcullis.testing.TinyProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests through a real proxy: what it sees, and that it is no way around the guard. */
class WebProxyTest {
    private static final TestCertificate CERTIFICATE = TestCertificate.issued("localhost");
    private static final Optional<List<String>> ALLOWED = Optional.of(List.of("http://localhost", "localhost"));

    private final HttpServer plain = server(false);
    private final HttpServer secure = server(true);
    private TinyProxy proxy;

    @BeforeEach
    void start() {
        assumeTrue(TinyProxy.isInstalled(), "tinyproxy is installed");
        proxy = new TinyProxy();
    }

    @AfterEach
    void stop() {
        plain.stop(0);
        secure.stop(0);
        proxy.close();
    }

    private static HttpServer server(boolean tls) {
        try {
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            HttpServer server = tls ? HttpsServer.create(anyPort, 0) : HttpServer.create(anyPort, 0);
            if (server instanceof HttpsServer https) {
                https.setHttpsConfigurator(new HttpsConfigurator(CERTIFICATE.server()));
            }
            server.createContext("/", exchange -> {
                byte[] told = String.valueOf(exchange.getRequestHeaders().getFirst("Proxy-Authorization"))
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, told.length);
                exchange.getResponseBody().write(told);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private EgressClient through(String user, String password) {
        return new EgressClient(
                ALLOWED, host -> Optional.of(new WebProxy.Proxy(URI.create(proxy.address()), user, password)));
    }

    private URI plain() {
        return URI.create("http://localhost:" + plain.getAddress().getPort() + "/");
    }

    private URI secure() {
        return URI.create("https://localhost:" + secure.getAddress().getPort() + "/");
    }

    @Test
    void plainAndSecureRequestsGoThroughItAndThePasswordEndsThere() throws EgressException {
        EgressClient client = through(TinyProxy.USER, TinyProxy.PASSWORD);
        EgressResponse answer = client.send(EgressRequest.get(plain(), null));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .as("the host behind the proxy is not told the password")
                .isEqualTo("null");
        assertThat(client.send(EgressRequest.get(secure(), CERTIFICATE.trusted()))
                        .body())
                .isEqualTo("null");
        assertThat(proxy.asked()).anyMatch(line -> line.contains("GET")).anyMatch(line -> line.contains("CONNECT"));
    }

    @Test
    void aWrongPasswordIsTold() throws EgressException {
        EgressClient client = through(TinyProxy.USER, "wrong");
        // RFC 9110 says 407; tinyproxy says 401 to a plain request.
        assertThat(client.send(EgressRequest.get(plain(), null)).status()).isIn(401, 407);
        assertThatThrownBy(() -> client.send(EgressRequest.get(secure(), CERTIFICATE.trusted())))
                .isInstanceOf(EgressException.class)
                .hasMessageContaining("does not let the registry through");
    }

    @Test
    void theCertificateBehindItIsCheckedAllTheSame() {
        assertThatThrownBy(() -> through(TinyProxy.USER, TinyProxy.PASSWORD).send(EgressRequest.get(secure(), null)))
                .hasMessageContaining("no certificate that is trusted");
    }

    @Test
    void itIsNoWayAroundTheGuard() {
        EgressClient client = through(TinyProxy.USER, TinyProxy.PASSWORD);
        for (String address : List.of("https://169.254.169.254/latest", "https://10.1.2.3/", "https://127.0.0.1/")) {
            assertThatThrownBy(() -> client.send(EgressRequest.get(URI.create(address), null)))
                    .as(address)
                    .isInstanceOfSatisfying(
                            EgressException.class,
                            e -> assertThat(e.reason()).isEqualTo(EgressException.Reason.REFUSED));
        }
        EgressClient elsewhere = new EgressClient(
                Optional.empty(),
                host -> Optional.of(new WebProxy.Proxy(URI.create("http://10.1.2.3:3128"), null, "")));
        assertThatThrownBy(() -> elsewhere.send(EgressRequest.get(URI.create("https://example.com/"), null)))
                .as("an administrator cannot point the proxy where the operator does not allow it")
                .isInstanceOfSatisfying(
                        EgressException.class, e -> assertThat(e.reason()).isEqualTo(EgressException.Reason.REFUSED));
        assertThat(proxy.asked()).isEmpty();
    }
}
