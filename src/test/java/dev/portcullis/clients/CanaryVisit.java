package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Asks a registry, and shows each answer to the witness, but for those that are there to show a secret. */
final class CanaryVisit implements AutoCloseable {
    static final String JSON = "application/json";
    static final String FORM = "application/x-www-form-urlencoded";

    private final RegistryServer server;
    private final Witness witness;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> cookies = new HashMap<>();
    private String authorization = "";

    CanaryVisit(RegistryServer server, Witness witness) {
        this.server = server;
        this.witness = witness;
    }

    /** Goes on with name and secret. */
    CanaryVisit basic(String name, String secret) {
        return with(
                "Basic " + Base64.getEncoder().encodeToString((name + ":" + secret).getBytes(StandardCharsets.UTF_8)));
    }

    CanaryVisit bearer(String token) {
        return with("Bearer " + token);
    }

    /** Goes on with this header. */
    CanaryVisit with(String header) {
        authorization = header;
        return this;
    }

    HttpResponse<String> get(int status, String path) {
        return seen(status, "GET", path, "", "");
    }

    /** A form; the parts are names and values in turn. */
    HttpResponse<String> form(int status, String path, String... parts) {
        return seen(status, "POST", path, FORM, encoded(parts));
    }

    HttpResponse<String> json(int status, String method, String path, String body) {
        return seen(status, method, path, JSON, body);
    }

    /** The answer is shown to the witness, what it sets as a cookie left out. */
    HttpResponse<String> seen(int status, String method, String path, String type, String body) {
        HttpResponse<String> answer = shown(status, method, path, type, body);
        StringBuilder all = new StringBuilder(answer.body());
        answer.headers().map().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Set-Cookie")) {
                all.append('\n').append(name).append(": ").append(values);
            }
        });
        witness.sees("the answer to " + method + " " + path, all.toString());
        return answer;
    }

    /** An answer that holds a secret, as it should. */
    HttpResponse<String> shown(int status, String method, String path, String type, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + server.address()).resolve(path))
                .header("Sec-Fetch-Site", "same-origin")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        if (!cookies.isEmpty()) {
            StringJoiner line = new StringJoiner("; ");
            cookies.forEach((name, value) -> line.add(name + "=" + value));
            request.header("Cookie", line.toString());
        }
        HttpResponse<String> answer = send(request.build());
        answer.headers().allValues("Set-Cookie").forEach(this::keep);
        assertThat(answer.statusCode())
                .as(() -> method + " " + path + " " + body + "\n" + answer.body())
                .isEqualTo(status);
        return answer;
    }

    /** As the function of that name, with a form. */
    String shownForm(String path, String... parts) {
        return shown(200, "POST", path, FORM, encoded(parts)).body();
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void keep(String line) {
        String pair = line.split(";", 2)[0];
        int equals = pair.indexOf('=');
        if (line.contains("Max-Age=0")) {
            cookies.remove(pair.substring(0, equals));
        } else {
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    Map<String, String> cookies() {
        return cookies;
    }

    private static String encoded(String... parts) {
        StringJoiner body = new StringJoiner("&");
        for (int i = 0; i < parts.length; i += 2) {
            body.add(parts[i] + "=" + URLEncoder.encode(parts[i + 1], StandardCharsets.UTF_8));
        }
        return body.toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
