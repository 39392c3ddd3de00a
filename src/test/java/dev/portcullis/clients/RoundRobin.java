package dev.portcullis.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A load balancer without sticky sessions: each request goes, on a connection of its own, to the next server that says that
 * it is ready, which is asked five times a second.
 */
final class RoundRobin implements AutoCloseable {
    private static final Set<String> HOP =
            Set.of("connection", "content-length", "host", "transfer-encoding", "upgrade");

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final HttpServer front;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Integer> all = List.of();
    private volatile List<Integer> ports = List.of();
    private volatile boolean watching = true;

    RoundRobin() throws IOException {
        front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        front.createContext("/", this::forward);
        front.start();
        Thread.ofVirtual().name("looks at servers").start(this::watch);
    }

    int port() {
        return front.getAddress().getPort();
    }

    /** From now on these; those that are told once were ready. */
    void to(List<Integer> servers) {
        all = List.copyOf(servers);
        ports = all;
    }

    private void watch() {
        try {
            while (watching) {
                List<Integer> ready = all.stream().filter(this::isReady).toList();
                if (!ready.isEmpty() && all.containsAll(ready)) {
                    ports = ready;
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isReady(int port) {
        HttpRequest question = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/health/ready"))
                .timeout(PATIENCE)
                .build();
        try (HttpClient own = HttpClient.newHttpClient()) {
            return own.send(question, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            HttpResponse<byte[]> answer = answer(exchange, sent);
            answer.headers().map().forEach((name, values) -> {
                if (!HOP.contains(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            boolean bodiless = exchange.getRequestMethod().equals("HEAD");
            byte[] content = answer.body();
            if (bodiless) {
                answer.headers()
                        .firstValue("content-length")
                        .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
            }
            exchange.sendResponseHeaders(answer.statusCode(), bodiless || content.length == 0 ? -1 : content.length);
            if (!bodiless) {
                exchange.getResponseBody().write(content);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A refused connection has sent nothing, so the next server may be asked whatever the method is. */
    private HttpResponse<byte[]> answer(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            HttpRequest request = request(exchange, body);
            try {
                return once(request);
            } catch (ConnectException refused) {
                if (attempt > ports.size()) {
                    throw refused;
                }
            }
        }
    }

    private static HttpResponse<byte[]> once(HttpRequest request) throws IOException, InterruptedException {
        try (HttpClient own =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return own.send(request, BodyHandlers.ofByteArray());
        }
    }

    private HttpRequest request(HttpExchange exchange, byte[] body) throws IOException {
        int port = ports.get(Math.floorMod(turn.getAndIncrement(), ports.size()));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + exchange.getRequestURI()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                .build();
    }

    @Override
    public void close() {
        watching = false;
        front.stop(0);
    }
}
