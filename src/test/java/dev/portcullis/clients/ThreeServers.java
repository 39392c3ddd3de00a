package dev.portcullis.clients;

import dev.portcullis.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Three servers over one database and one store, behind a balancer that opens a connection for each request and sends it
 * to the next server that is ready. The clocks of the second and the third are half a minute ahead and behind.
 */
final class ThreeServers implements AutoCloseable {
    static final int SERVERS = 3;

    private static final Path FAKE_TIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");
    private static final List<String> CLOCKS = List.of("", "+30s", "-30s");

    final RoundRobin balancer = new RoundRobin();
    final TestPostgres.Database database = TestPostgres.emptyDatabase();
    private final String name;
    private final Map<String, String> environment;
    private final List<RegistryServer> servers = new ArrayList<>();

    /** @param storage variables that name the store */
    ThreeServers(String name, Map<String, String> storage) throws IOException {
        this.name = name;
        Path shared = Folders.fresh(name + "-shared");
        environment = new HashMap<>(storage);
        environment.put("PORTCULLIS_DB_URL", database.url());
        environment.put("PORTCULLIS_DB_USER", database.user());
        environment.put(
                "PORTCULLIS_DB_PASSWORD_FILE",
                Files.writeString(shared.resolve("password"), database.password())
                        .toString());
        environment.put(
                "PORTCULLIS_MASTER_KEY_FILE", shared.resolve("master.key").toString());
        environment.put("PORTCULLIS_PUBLIC_ADDRESS", "http://localhost:" + balancer.port());
        for (int i = 0; i < SERVERS; i++) {
            servers.add(begin(i));
        }
        servers.forEach(RegistryServer::awaitReady);
        balance();
    }

    private RegistryServer begin(int i) throws IOException {
        Map<String, String> own = new HashMap<>(environment);
        String clock = CLOCKS.get(i);
        if (!clock.isEmpty()) {
            if (!Files.exists(FAKE_TIME)) {
                throw new AssertionError(FAKE_TIME + " is missing: bin/verify --prepare installs it");
            }
            own.put("LD_PRELOAD", FAKE_TIME.toString());
            own.put("FAKETIME", clock);
            own.put("NO_FAKE_STAT", "1");
        }
        return RegistryServer.begin(name + "-" + i, own);
    }

    RegistryServer get(int i) {
        return servers.get(i);
    }

    String password() {
        return servers.getFirst().adminPassword;
    }

    private void balance() {
        balancer.to(servers.stream().map(RegistryServer::port).toList());
    }

    /** Starts one anew that has ended; it comes under another port. */
    void startAgain(int i) throws IOException {
        RegistryServer server = begin(i);
        server.awaitReady();
        servers.set(i, server);
        balance();
    }

    /** What went wrong with so many clients, each of which pushes so often at most. */
    List<String> push(String run, int clients, int pushes, BooleanSupplier going) throws Exception {
        List<Future<List<String>>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < clients; client++) {
                all.add(threads.submit(new ChunkedPushes(balancer.port(), password(), run + client, pushes, going)));
            }
        }
        List<String> wrong = new ArrayList<>();
        for (Future<List<String>> one : all) {
            wrong.addAll(one.get());
        }
        return wrong;
    }

    @Override
    public void close() {
        servers.forEach(RegistryServer::close);
        balancer.close();
    }
}
