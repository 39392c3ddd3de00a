package dev.portcullis.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a server on this machine. */
class EgressClientTest {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksAndAnswers() throws EgressException {
        EgressResponse response = client().send(EgressRequest.post(
                uri("/hello?x=1"), Map.of("Content-Type", "text/plain", "X-Mine", "1"), "bödy", null));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.headers()).containsEntry("x-answer", "yes");
        assertThat(seen).containsExactly("POST /hello?x=1 bödy");
    }

    @Test
    void redirectIsAnAnswerAndIsNotFollowed() throws EgressException {
        EgressResponse response = client().send(EgressRequest.get(uri("/redirect"), null));
        assertThat(response.status()).isEqualTo(302);
        assertThat(seen).containsExactly("GET /redirect ");
    }

    @Test
    void challengeIsAnAnswerAndCookiesAreNotKept() throws EgressException {
        EgressClient client = client();
        assertThat(client.send(EgressRequest.get(uri("/challenge"), null)).status())
                .isEqualTo(401);
        assertThat(client.send(EgressRequest.get(uri("/cookie"), null)).body()).isEqualTo("cookie: null");
    }

    @Test
    void longAnswerIsCutOff() {
        EgressRequest request = new EgressRequest("GET", uri("/long"), Map.of(), null, null, 999);
        assertThatThrownBy(() -> client().send(request))
                .isInstanceOfSatisfying(
                        EgressException.class, e -> assertThat(e.reason()).isEqualTo(EgressException.Reason.TOO_LARGE));
    }

    @Test
    void answerThatDripsEndsWithTheWholeTime() {
        EgressClient hasty = new EgressClient(
                new EgressGuard(new AllowList(List.of("http://localhost")), InetAddress::getAllByName),
                Duration.ofMillis(700));
        assertThatThrownBy(() -> hasty.send(EgressRequest.get(uri("/drip"), null)))
                .isInstanceOfSatisfying(
                        EgressException.class, e -> assertThat(e.reason()).isEqualTo(EgressException.Reason.TIMED_OUT));
    }

    /** The name is public when it is looked at and this machine when it is looked at again: SEC-E. */
    @Test
    void nameThatChangesItsAddressIsAskedForOnce() {
        AtomicInteger asked = new AtomicInteger();
        List<String> told = new ArrayList<>();
        EgressGuard guard =
                new EgressGuard(new AllowList(List.of("http://rebind.example.com", "192.0.2.0/24")), host -> {
                    String address = asked.getAndIncrement() == 0 ? "192.0.2.1" : "127.0.0.1";
                    told.add(address);
                    return new InetAddress[] {InetAddress.getByName(address)};
                });
        EgressClient client = new EgressClient(guard, Duration.ofSeconds(1));
        URI address =
                URI.create("http://rebind.example.com:" + server.getAddress().getPort() + "/secret");
        assertThatThrownBy(() -> client.send(EgressRequest.get(address, null))).isInstanceOf(EgressException.class);
        assertThat(told).containsExactly("192.0.2.1");
        assertThat(seen).isEmpty();
    }

    @Test
    void nobodyThereIsToldAsSuch() {
        server.stop(0);
        assertThatThrownBy(() -> client().send(EgressRequest.get(uri("/"), null)))
                .isInstanceOfSatisfying(
                        EgressException.class,
                        e -> assertThat(e.reason()).isEqualTo(EgressException.Reason.UNREACHABLE))
                .hasMessageContaining("localhost");
    }

    private static EgressClient client() {
        return new EgressClient(
                new EgressGuard(new AllowList(List.of("http://localhost")), InetAddress::getAllByName),
                Duration.ofSeconds(10));
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("X-Answer", "yes");
        exchange.getResponseHeaders().set("Set-Cookie", "a=b; Path=/");
        switch (exchange.getRequestURI().getPath()) {
            case "/redirect" -> {
                exchange.getResponseHeaders().set("Location", uri("/elsewhere").toString());
                exchange.sendResponseHeaders(302, -1);
            }
            case "/challenge" -> {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"give it to me\"");
                exchange.sendResponseHeaders(401, -1);
            }
            case "/long" -> send(exchange, "x".repeat(1000));
            case "/cookie" ->
                send(exchange, "cookie: " + exchange.getRequestHeaders().getFirst("Cookie"));
            case "/drip" -> drip(exchange);
            default -> send(exchange, "hello");
        }
        exchange.close();
    }

    private static void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try {
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }
}
