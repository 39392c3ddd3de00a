package dev.portcullis.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * One client: each push sends a blob in two chunks, and a manifest under a new tag and one that moves. At the end every blob
 * and every new tag is read back.
 *
 * @param port of the balancer or server
 * @param client its name, which is in its tags
 * @param most pushes
 * @param going asked before each push
 */
record ChunkedPushes(int port, String password, String client, int most, BooleanSupplier going)
        implements Callable<List<String>> {
    static final String MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";

    /** What went wrong. */
    @Override
    public List<String> call() throws Exception {
        List<String> wrong = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            int pushed = 0;
            while (pushed < most && going.getAsBoolean()) {
                push(http, pushed++, wrong);
            }
            for (int push = 0; push < pushed; push++) {
                readBack(http, push, wrong);
            }
        }
        return wrong;
    }

    private byte[] blob(int push) {
        return ("client " + client + " pushes " + push).repeat(40).getBytes(UTF_8);
    }

    private void push(HttpClient http, int push, List<String> wrong) throws Exception {
        byte[] blob = blob(push);
        String digest = Sha256.of(blob);
        String session = send(http, "POST", "/v2/admin/shared/blobs/uploads/", "", new byte[0], 202, wrong)
                .headers()
                .firstValue("location")
                .orElse("");
        int half = blob.length / 2;
        send(http, "PATCH", session, "0-" + (half - 1), Arrays.copyOf(blob, half), 202, wrong);
        byte[] rest = Arrays.copyOfRange(blob, half, blob.length);
        send(http, "PATCH", session, half + "-" + (blob.length - 1), rest, 202, wrong);
        send(http, "PUT", session + "?digest=" + digest, "", new byte[0], 201, wrong);
        byte[] manifest = manifest(digest, blob.length).getBytes(UTF_8);
        for (String tag : List.of(client + "-" + push, "hot" + client)) {
            String address = "/v2/admin/shared/manifests/" + tag;
            send(http, "PUT", address, MEDIA_TYPE, manifest, 201, wrong);
            same(
                    tag,
                    manifest,
                    send(http, "GET", address, "", new byte[0], 200, wrong).body(),
                    wrong);
        }
    }

    private void readBack(HttpClient http, int push, List<String> wrong) throws Exception {
        byte[] blob = blob(push);
        String digest = Sha256.of(blob);
        String tag = client + "-" + push;
        same(
                tag,
                manifest(digest, blob.length).getBytes(UTF_8),
                send(http, "GET", "/v2/admin/shared/manifests/" + tag, "", new byte[0], 200, wrong)
                        .body(),
                wrong);
        same(
                digest,
                blob,
                send(http, "GET", "/v2/admin/shared/blobs/" + digest, "", new byte[0], 200, wrong)
                        .body(),
                wrong);
    }

    private static void same(String what, byte[] pushed, byte[] found, List<String> wrong) {
        if (!Arrays.equals(pushed, found)) {
            wrong.add(what + " is " + new String(found, UTF_8));
        }
    }

    /** A manifest of one blob. */
    static String manifest(String digest, int size) {
        String descriptor =
                "{\"mediaType\":\"application/vnd.test\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MEDIA_TYPE + "\",\"config\":" + descriptor + ",\"layers\":[]}";
    }

    /** @param kind a chunk's range, or a manifest's media type */
    private HttpResponse<byte[]> send(
            HttpClient http, String method, String path, String kind, byte[] body, int expected, List<String> wrong)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", Api.as(port, "admin", password).authorization())
                .method(method, BodyPublishers.ofByteArray(body));
        if (!kind.isEmpty()) {
            request.header(kind.contains("/") ? "Content-Type" : "Content-Range", kind);
        }
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() != expected) {
                wrong.add(method + " " + path + ": " + answer.statusCode() + " " + new String(answer.body(), UTF_8));
            }
            return answer;
        } catch (IOException reset) {
            throw new IOException(client + ": " + method + " " + path + ": " + reset, reset);
        }
    }
}
