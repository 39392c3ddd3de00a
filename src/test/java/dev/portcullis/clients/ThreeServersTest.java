package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * REL-07, REL-21, REL-37, REL-43, REL-46: three servers with clocks of their own, which start at once over one empty database
 * and one folder.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreeServersTest {
    private static final int AHEAD = 1;
    private static final int BEHIND = 2;
    private static final Duration HAND_OVER = Duration.ofSeconds(30);

    private static ThreeServers three;

    @BeforeAll
    static void start() throws IOException {
        three = new ThreeServers(
                "three",
                Map.of(
                        "PORTCULLIS_STORAGE_FOLDER",
                        Folders.fresh("three-blobs").resolve("blobs").toString()));
    }

    @AfterAll
    static void stop() {
        three.close();
    }

    @Test
    @Order(1)
    void eachRequestMayFindAnotherServer() throws Exception {
        assertThat(three.push("p", 6, 30, () -> true)).isEmpty();
    }

    @Test
    @Order(2)
    void realClientsNoticeNothing(@TempDir Path home) throws IOException {
        ImageLayout image = ImageLayout.small(home.resolve("image"));
        Program oras = Shell.in(home).program("oras");
        String registry = "localhost:" + three.balancer.port();
        oras.with("login", "--plain-http", "-u", "admin", "--password-stdin")
                .runWith(three.password(), registry)
                .succeeds();
        for (int i = 0; i < 4; i++) {
            String name = registry + "/admin/three:" + i;
            String local = image.folder() + "@" + image.digest();
            oras.run("cp", "--from-oci-layout", "--to-plain-http", local, name).succeeds();
            oras.run("cp", "--from-plain-http", "--to-oci-layout", name, home.resolve("back") + ":" + i)
                    .succeeds();
            assertThat(home.resolve("back/blobs").resolve(image.digest().replace(':', '/')))
                    .exists();
        }
    }

    @Test
    @Order(1)
    @Tag("full")
    void aThousandPushes() throws Exception {
        long began = System.nanoTime();
        assertThat(three.push("thousand", 10, 100, () -> true)).isEmpty();
        System.out.printf(
                "ThreeServersTest: 1,000 pushes in two chunks, read back, 0 failures, %d s%n",
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
    }

    @Test
    @Order(2)
    void theClocksAreAsFarOffAsTheTestMeans() throws IOException {
        String nodes = Api.as(three.get(0).port(), "admin", three.password()).succeeds("GET", "/api/v1/cluster", "");
        List<Long> ahead = new ArrayList<>();
        new ObjectMapper()
                .readTree(nodes)
                .at("/items")
                .forEach(node -> ahead.add(node.path("clockAheadMillis").asLong()));
        assertThat(ahead).hasSize(ThreeServers.SERVERS);
        assertThat(ahead).anySatisfy(off -> assertThat(off).isBetween(29_000L, 31_000L));
        assertThat(ahead).anySatisfy(off -> assertThat(off).isBetween(-31_000L, -29_000L));
    }

    @Test
    @Order(2)
    void whatEndedAtATimeHasEndedOnASlowClockToo() throws Exception {
        Api admin = Api.as(three.get(AHEAD).port(), "admin", three.password());
        admin.succeeds("POST", "/api/v1/organizations", "{\"name\":\"clocks\",\"owner\":\"admin\"}");
        admin.succeeds("POST", "/api/v1/repositories", "{\"name\":\"clocks/web\"}");
        String made = admin.succeeds(
                "POST",
                "/api/v1/robots/clocks+ci",
                "{\"permissions\":[{\"repositories\":\"clocks/*\",\"actions\":[\"pull\"]}]}");
        Api old = Api.as(three.get(BEHIND).port(), "clocks+ci", Api.text(made, "secret"));
        String ask = "/auth/token?scope=repository:clocks/web:pull";
        Thread.sleep(1_000);
        assertThat(old.get(ask).statusCode()).isEqualTo(200);
        admin.succeeds("PUT", "/api/v1/robots/clocks+ci/secret", "{\"overlapSeconds\":3}");
        assertThat(old.get(ask).statusCode()).as("while both hold").isEqualTo(200);
        Thread.sleep(4_500);
        assertThat(old.get(ask).statusCode())
                .as("after its end, by the database's clock")
                .isEqualTo(401);
    }

    @Test
    @Order(2)
    void aTokenOfOneIsGoodForTheOthers() {
        for (int issuer = 0; issuer < ThreeServers.SERVERS; issuer++) {
            String answer = Api.as(three.get(issuer).port(), "admin", three.password())
                    .succeeds("GET", "/auth/token?scope=repository:admin/shared:pull", "");
            for (int user = 0; user < ThreeServers.SERVERS; user++) {
                assertThat(Api.bearing(three.get(user).port(), Api.text(answer, "token"))
                                .get("/v2/admin/shared/tags/list")
                                .statusCode())
                        .as("from %d at %d", issuer, user)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    @Order(3)
    void whatOneTakesAwayOrSetsTheOthersFeelWithinASecond() {
        new RevocationOnTwoServers(three.get(AHEAD).port(), three.get(BEHIND).port(), three.password()).check();
        Duration slowest = Duration.ZERO;
        for (int there = 1; there < ThreeServers.SERVERS; there++) {
            Duration took = ReadOnlyOnTwoServers.check(
                    three.get(0).port(), three.get(there).port(), three.password());
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
        }
        System.out.printf("ThreeServersTest: a setting was felt after %d ms at most%n", slowest.toMillis());
    }

    @Test
    @Order(4)
    void noRequestIsLostWhileEachIsStartedAnew() throws Exception {
        AtomicBoolean going = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<List<String>> load = threads.submit(() -> three.push("roll", 4, 100_000, going::get));
            try {
                for (int i = 0; i < ThreeServers.SERVERS; i++) {
                    Thread.sleep(1_000);
                    assertThat(three.get(i).stop()).isZero();
                    Thread.sleep(500);
                    three.startAgain(i);
                }
                Thread.sleep(1_000);
            } finally {
                going.set(false);
            }
            assertThat(load.get()).isEmpty();
        }
    }

    /** Its database is another machine's, so a kill takes the server alone. */
    @Test
    @Order(5)
    void aKilledServerHandsItsWorkOver(@TempDir Path folder) throws Exception {
        push(folder, 300_000_000);
        Jdbi jdbi = three.database.jdbi();
        Api.as(three.get(0).port(), "admin", three.password()).succeeds("POST", "/api/v1/jobs/check/runs", "{}");
        String node = "";
        while (node.isEmpty()) {
            node = jdbi.withHandle(
                    handle -> handle.createQuery("select node from job_run where kind = 'check' and state = 'running'")
                            .mapTo(String.class)
                            .findOne()
                            .orElse(""));
        }
        int worker = worker(node);
        three.get(worker).process().destroyForcibly();
        long killed = System.nanoTime();
        String now = node;
        while (now.equals(node)) {
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(HAND_OVER);
            Thread.sleep(50);
            now = jdbi.withHandle(handle -> handle.createQuery("select node from job_run where kind = 'check'")
                    .mapTo(String.class)
                    .one());
        }
        System.out.printf(
                "ThreeServersTest: another server had the killed one's job after %.1f s%n",
                (System.nanoTime() - killed) / 1e9);
        three.startAgain(worker);
        assertThat(three.push("after", 3, 5, () -> true)).isEmpty();
    }

    private static void push(Path folder, int bytes) throws IOException {
        ImageLayout image = ImageLayout.write(folder.resolve("big"), "amd64", TarLayer.noise("big", bytes, 3));
        three.get(0).push(folder, image.reference(), "big").succeeds();
    }

    private static int worker(String node) {
        for (int i = 0; i < ThreeServers.SERVERS; i++) {
            if (node.endsWith(":" + three.get(i).port())) {
                return i;
            }
        }
        throw new AssertionError("no server is " + node);
    }
}
