package dev.portcullis.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A load balancer without sticky sessions: each request goes to the next server. */
final class RoundRobin implements AutoCloseable {
    private static final Set<String> HOP =
            Set.of("connection", "content-length", "host", "transfer-encoding", "upgrade");

    private final HttpServer front;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Integer> ports = List.of();

    RoundRobin() throws IOException {
        front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        front.createContext("/", this::forward);
        front.start();
    }

    int port() {
        return front.getAddress().getPort();
    }

    void to(List<Integer> servers) {
        ports = List.copyOf(servers);
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpResponse<InputStream> answer = client.send(request(exchange), BodyHandlers.ofInputStream());
            answer.headers().map().forEach((name, values) -> {
                if (!HOP.contains(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            try (InputStream body = answer.body()) {
                boolean bodiless = exchange.getRequestMethod().equals("HEAD");
                byte[] content = body.readAllBytes();
                if (bodiless) {
                    answer.headers()
                            .firstValue("content-length")
                            .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
                }
                exchange.sendResponseHeaders(
                        answer.statusCode(), bodiless || content.length == 0 ? -1 : content.length);
                if (!bodiless) {
                    exchange.getResponseBody().write(content);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        int port = ports.get(Math.floorMod(turn.getAndIncrement(), ports.size()));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + exchange.getRequestURI()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        byte[] body = exchange.getRequestBody().readAllBytes();
        return request.method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                .build();
    }

    @Override
    public void close() {
        front.stop(0);
        client.close();
    }
}
