package dev.portcullis.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.database.PostgresPair;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * REL-32, REL-33: the database fails over to its synchronous standby while clients push. Nothing that was acknowledged is
 * lost; meanwhile writes answer 503 with Retry-After, and soon; afterwards they work again by themselves.
 */
class FailoverTest {
    private static final int CLIENTS = 4;
    /** The pool, and those beside it: the heartbeat has one of the pool's. */
    private static final int MOST_CONNECTIONS = 20;

    private PostgresPair pair;
    private RegistryServer server;
    private Load load;

    @BeforeEach
    void start() throws IOException {
        Path folder = Folders.fresh("failover");
        pair = new PostgresPair(folder);
        server = RegistryServer.startTogether(
                        List.of("failover-server"),
                        Map.of(
                                "PORTCULLIS_DB_URL",
                                pair.url(),
                                "PORTCULLIS_DB_USER",
                                pair.user(),
                                "PORTCULLIS_DB_PASSWORD_FILE",
                                Files.writeString(folder.resolve("of-the-database"), pair.password())
                                        .toString()))
                .getFirst();
        load = new Load(server);
    }

    @AfterEach
    void stop() throws IOException {
        load.stop();
        server.close();
        pair.close();
    }

    @Test
    void whenThePrimaryDiesNothingIsLostAndWritesComeBackWithTheNewOne() throws Exception {
        load.awaitPushes(20);
        assertThat(pair.connectionsToFirst()).isBetween(1, MOST_CONNECTIONS);
        pair.killFirst();
        load.awaitRefusals(3);
        Thread.sleep(2_000);
        pair.promoteSecond();
        backWithin("a kill of the primary", Duration.ofSeconds(10));
    }

    @Test
    void anOldPrimaryThatTakesNoWritesIsLeft() throws Exception {
        load.awaitPushes(10);
        pair.firstIsReadOnly();
        load.awaitRefusals(1);
        assertThat(pair.connectionsToFirst()).isLessThanOrEqualTo(MOST_CONNECTIONS);
        pair.promoteSecond();
        backWithin("a primary that became read-only", Duration.ofSeconds(10));
    }

    @Test
    @Tag("full")
    void aPrimaryThatStandsStillIsWaitedForAndNoAnswerTakesLong() throws Exception {
        load.awaitPushes(10);
        pair.freezeFirst(true);
        Thread.sleep(10_000);
        pair.freezeFirst(false);
        backWithin("a stand-still of 10 s", Duration.ofSeconds(10));
    }

    private void backWithin(String what, Duration bound) throws Exception {
        long began = System.nanoTime();
        load.awaitPushes(load.acknowledged.size() + 5);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        load.stop();
        assertThat(load.wrong).isEmpty();
        assertThat(load.lost()).isEmpty();
        System.out.printf(
                "FailoverTest: after %s five more pushes after %d ms; %d acknowledged, 0 lost; %d refusals, the slowest answer"
                        + " %d ms%n",
                what, took.toMillis(), load.acknowledged.size(), load.refusals.get(), load.slowest.get());
        assertThat(took).isLessThan(bound);
        assertThat(Duration.ofMillis(load.slowest.get())).isLessThan(Duration.ofSeconds(15));
    }

    /** Clients that push manifests under tags of their own, one after the other, and note what was promised. */
    private static final class Load {
        final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        final AtomicInteger refusals = new AtomicInteger();
        final AtomicLong slowest = new AtomicLong();
        private final RegistryServer server;
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean going = true;

        Load(RegistryServer server) {
            this.server = server;
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                threads.add(Thread.ofVirtual().start(() -> pushUntilStopped(client)));
            }
        }

        private void pushUntilStopped(int client) {
            try (HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                for (int i = 0; going; i++) {
                    push(http, "t" + client + "-" + i);
                }
            } catch (IOException e) {
                wrong.add(e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void push(HttpClient http, String tag) throws IOException, InterruptedException {
            byte[] blob = ("blob of " + tag).getBytes(UTF_8);
            String digest = Sha256.of(blob);
            if (send(
                    http, "POST", "/v2/admin/over/blobs/uploads/?digest=" + digest, "application/octet-stream", blob)) {
                String manifest = ChunkedPushes.manifest(digest, blob.length);
                if (send(
                        http,
                        "PUT",
                        "/v2/admin/over/manifests/" + tag,
                        ChunkedPushes.MEDIA_TYPE,
                        manifest.getBytes(UTF_8))) {
                    acknowledged.add(tag);
                }
            }
        }

        /** Whether it was promised; what is refused must say when to come again. */
        private boolean send(HttpClient http, String method, String path, String kind, byte[] body)
                throws IOException, InterruptedException {
            long began = System.nanoTime();
            HttpResponse<String> answer = http.send(
                    request(path)
                            .header("Content-Type", kind)
                            .method(method, BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofString());
            long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
            slowest.accumulateAndGet(took, Math::max);
            if (answer.statusCode() == 201) {
                return true;
            }
            refusals.incrementAndGet();
            if (answer.statusCode() != 503
                    || answer.headers().firstValue("retry-after").isEmpty()) {
                wrong.add(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            Thread.sleep(100);
            return false;
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                    .header(
                            "Authorization",
                            Api.as(server.port(), "admin", server.adminPassword).authorization());
        }

        void awaitPushes(int wanted) throws InterruptedException {
            await(wanted, acknowledged::size);
        }

        void awaitRefusals(int wanted) throws InterruptedException {
            await(wanted, refusals::get);
        }

        private void await(int wanted, java.util.function.IntSupplier seen) throws InterruptedException {
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (seen.getAsInt() < wanted) {
                assertThat(System.nanoTime())
                        .as(() -> "within a minute; wrong: " + wrong + "\n" + server.tail())
                        .isLessThan(end);
                Thread.sleep(20);
            }
        }

        void stop() {
            going = false;
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** What was promised and is not there. */
        List<String> lost() throws IOException, InterruptedException {
            List<String> lost = new ArrayList<>();
            try (HttpClient http = HttpClient.newHttpClient()) {
                for (String tag : acknowledged) {
                    int status = http.send(
                                    request("/v2/admin/over/manifests/" + tag).build(), BodyHandlers.discarding())
                            .statusCode();
                    if (status != 200) {
                        lost.add(tag + ": " + status);
                    }
                }
            }
            return lost;
        }
    }
}
