package dev.portcullis.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * REL-07, REL-21, REL-43: two servers that start at once over one empty database and one folder, behind a balancer that
 * sends each request to the other one.
 */
class TwoServersTest {
    private static final int CLIENTS = 10;
    private static final int PUSHES = 100;

    private static RoundRobin balancer;
    private static List<RegistryServer> servers;

    @BeforeAll
    static void startBoth() throws IOException {
        balancer = new RoundRobin();
        Path shared = Folders.fresh("two-shared");
        TestPostgres.Database database = TestPostgres.emptyDatabase();
        servers = RegistryServer.startTogether(
                List.of("two-1", "two-2"),
                Map.of(
                        "PORTCULLIS_DB_URL", database.url(),
                        "PORTCULLIS_DB_USER", database.user(),
                        "PORTCULLIS_DB_PASSWORD_FILE",
                                Files.writeString(shared.resolve("password"), database.password())
                                        .toString(),
                        "PORTCULLIS_STORAGE_FOLDER", shared.resolve("blobs").toString(),
                        "PORTCULLIS_MASTER_KEY_FILE",
                                shared.resolve("master.key").toString(),
                        "PORTCULLIS_PUBLIC_ADDRESS", "http://localhost:" + balancer.port()));
        balancer.to(servers.stream().map(RegistryServer::port).toList());
    }

    @AfterAll
    static void stopBoth() {
        servers.forEach(RegistryServer::close);
        balancer.close();
    }

    @Test
    void aThousandPushesNeedNoStickySessions() throws Exception {
        List<Future<List<String>>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLIENTS; client++) {
                clients.add(threads.submit(new Pushes(client)));
            }
        }
        for (Future<List<String>> client : clients) {
            assertThat(client.get()).isEmpty();
        }
    }

    @Test
    void realClientsNoticeNothing(@TempDir Path home) throws IOException {
        ImageLayout image = ImageLayout.small(home.resolve("image"));
        Program oras = Shell.in(home).program("oras");
        String registry = "localhost:" + balancer.port();
        oras.with("login", "--plain-http", "-u", "admin", "--password-stdin")
                .runWith(servers.getFirst().adminPassword, registry)
                .succeeds();
        for (int i = 0; i < 4; i++) {
            String name = registry + "/admin/two:" + i;
            String local = image.folder() + "@" + image.digest();
            oras.run("cp", "--from-oci-layout", "--to-plain-http", local, name).succeeds();
            oras.run("cp", "--from-plain-http", "--to-oci-layout", name, home.resolve("back") + ":" + i)
                    .succeeds();
            assertThat(home.resolve("back/blobs").resolve(image.digest().replace(':', '/')))
                    .exists();
        }
    }

    @Test
    void whatOneServerTakesAwayTheOtherRefusesWithinASecond() {
        new RevocationOnTwoServers(
                        servers.getFirst().port(), servers.getLast().port(), servers.getFirst().adminPassword)
                .check();
    }

    @Test
    void aSettingOfOneServerIsFeltByTheOtherWithinASecond() throws Exception {
        Api one = Api.as(servers.getFirst().port(), "admin", servers.getFirst().adminPassword);
        Api other = Api.as(servers.getLast().port(), "admin", servers.getFirst().adminPassword);
        String push = "/v2/admin/settings/blobs/uploads/";
        for (boolean readOnly : new boolean[] {true, false}) {
            assertThat(other.send("POST", push, "").statusCode()).isEqualTo(readOnly ? 202 : 403);
            one.succeeds("PUT", "/api/v1/settings/general", "{\"value\":{\"readOnly\":" + readOnly + "}}");
            long set = System.nanoTime();
            while (other.send("POST", push, "").statusCode() != (readOnly ? 403 : 202)) {
                assertThat(System.nanoTime() - set)
                        .as("nanoseconds since one server was told")
                        .isLessThan(1_000_000_000L);
            }
        }
    }

    /** One client: each push sends a blob in two chunks and a manifest under a new tag and one that moves. */
    private record Pushes(int client) implements Callable<List<String>> {
        private static final String MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";

        /** What went wrong. */
        @Override
        public List<String> call() throws Exception {
            List<String> wrong = new ArrayList<>();
            try (HttpClient http = HttpClient.newHttpClient()) {
                for (int push = 0; push < PUSHES; push++) {
                    push(http, push, wrong);
                }
            }
            return wrong;
        }

        private void push(HttpClient http, int push, List<String> wrong) throws Exception {
            byte[] blob = ("client " + client + " pushes " + push).repeat(40).getBytes(UTF_8);
            String digest = Sha256.of(blob);
            String session = send(http, "POST", "/v2/admin/shared/blobs/uploads/", "", new byte[0], 202, wrong)
                    .headers()
                    .firstValue("location")
                    .orElse("");
            int half = blob.length / 2;
            send(http, "PATCH", session, "0-" + (half - 1), java.util.Arrays.copyOf(blob, half), 202, wrong);
            byte[] rest = java.util.Arrays.copyOfRange(blob, half, blob.length);
            send(http, "PATCH", session, half + "-" + (blob.length - 1), rest, 202, wrong);
            send(http, "PUT", session + "?digest=" + digest, "", new byte[0], 201, wrong);
            byte[] manifest = manifest(digest, blob.length).getBytes(UTF_8);
            for (String tag : List.of("c" + client + "-" + push, "hot" + client)) {
                String address = "/v2/admin/shared/manifests/" + tag;
                send(http, "PUT", address, MEDIA_TYPE, manifest, 201, wrong);
                byte[] found =
                        send(http, "GET", address, "", new byte[0], 200, wrong).body();
                if (!Sha256.of(found).equals(Sha256.of(manifest))) {
                    wrong.add("push " + push + ": " + tag + " is still " + new String(found, UTF_8));
                }
            }
        }

        private static String manifest(String digest, int size) {
            String descriptor =
                    "{\"mediaType\":\"application/vnd.test\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
            return "{\"schemaVersion\":2,\"mediaType\":\"" + MEDIA_TYPE + "\",\"config\":" + descriptor
                    + ",\"layers\":[]}";
        }

        /** @param kind a chunk's range, or a manifest's media type */
        private static HttpResponse<byte[]> send(
                HttpClient http, String method, String path, String kind, byte[] body, int expected, List<String> wrong)
                throws Exception {
            String secret = "admin:" + servers.getFirst().adminPassword;
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + balancer.port() + path))
                    .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(UTF_8)))
                    .method(method, BodyPublishers.ofByteArray(body));
            if (!kind.isEmpty()) {
                request.header(kind.contains("/") ? "Content-Type" : "Content-Range", kind);
            }
            HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() != expected) {
                wrong.add(method + " " + path + ": " + answer.statusCode() + " " + new String(answer.body(), UTF_8));
            }
            return answer;
        }
    }
}
