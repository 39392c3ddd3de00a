package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
                clients.add(threads.submit(new ChunkedPushes(
                        balancer.port(), servers.getFirst().adminPassword, "c" + client, PUSHES, () -> true)));
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
    void aSettingOfOneServerIsFeltByTheOtherWithinASecond() {
        ReadOnlyOnTwoServers.check(
                servers.getFirst().port(), servers.getLast().port(), servers.getFirst().adminPassword);
    }
}
