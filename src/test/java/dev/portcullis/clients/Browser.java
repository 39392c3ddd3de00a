package dev.portcullis.clients;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Follows redirects and keeps cookies as a browser does, apart for each server. It sends those marked {@code Secure} to
 * localhost by http too, as browsers do.
 */
final class Browser implements AutoCloseable {
    private static final int MAX_REDIRECTS = 10;
    private static final Pattern FORM = Pattern.compile("<form[^>]*\\baction=\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Integer, Map<String, String>> cookies = new HashMap<>();
    private final List<String> setCookies = new ArrayList<>();

    /** Where the browser ended up. */
    record Page(URI uri, int status, String body) {
        /** Where the page's form goes. */
        String form() {
            Matcher form = FORM.matcher(body);
            if (!form.find()) {
                throw new AssertionError("no form on " + uri + " (" + status + "):\n" + body);
            }
            return form.group(1).replace("&amp;", "&");
        }
    }

    Page get(String address) {
        return follow(HttpRequest.newBuilder(URI.create(address)).GET());
    }

    Page submit(String address, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return follow(HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Every {@code Set-Cookie} of the server at that port so far, as it came. */
    List<String> setCookies(int port) {
        return setCookies.stream()
                .filter(line -> line.startsWith(port + " "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    private Page follow(HttpRequest.Builder first) {
        HttpRequest.Builder next = first;
        for (int i = 0; i < MAX_REDIRECTS; i++) {
            HttpResponse<String> answer = send(next);
            String location = answer.headers().firstValue("Location").orElse(null);
            if (location == null || answer.statusCode() / 100 != 3) {
                return new Page(answer.uri(), answer.statusCode(), answer.body());
            }
            next = HttpRequest.newBuilder(answer.uri().resolve(location)).GET();
        }
        throw new AssertionError("more than " + MAX_REDIRECTS + " redirects");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        int port = request.build().uri().getPort();
        Map<String, String> jar = cookies.computeIfAbsent(port, _ -> new HashMap<>());
        if (!jar.isEmpty()) {
            request.header(
                    "Cookie",
                    jar.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            answer.headers().allValues("Set-Cookie").forEach(line -> keep(port, jar, line));
            return answer;
        } catch (IOException e) {
            throw new AssertionError(request.build().uri() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void keep(int port, Map<String, String> jar, String line) {
        setCookies.add(port + " " + line);
        String pair = line.split(";", 2)[0];
        int equals = pair.indexOf('=');
        if (line.contains("Max-Age=0")) {
            jar.remove(pair.substring(0, equals));
        } else {
            jar.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
