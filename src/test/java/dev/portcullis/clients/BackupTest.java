package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A backup is made while the registry works, the registry is destroyed, and everything comes back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BackupTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOTHING_WRONG = "all holds";

    private static RegistryServer server;
    private static byte[] key;

    @TempDir
    Path folder;

    private Path backups;

    @BeforeAll
    static void start() throws IOException {
        server = RegistryServer.startTogether(List.of("backed-up"), Map.of()).getFirst();
        key = Files.readAllBytes(server.home().resolve("master.key"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        if (Files.exists(server.home())) {
            server.discard();
        }
    }

    @BeforeEach
    void anotherFolder() {
        backups = folder.resolve("backups");
    }

    private void push(String name, TarLayer... layers) throws IOException {
        ImageLayout image = ImageLayout.write(folder.resolve("image-" + name), "amd64", layers);
        server.push(folder, image.reference(), name).succeeds();
    }

    private Shell.Outcome pull(RegistryServer from, String name) {
        return Shell.in(folder)
                .program("skopeo")
                .run(
                        "copy",
                        "--src-tls-verify=false",
                        "--src-creds",
                        "admin:" + from.adminPassword,
                        "docker://" + from.image(name) + ":1",
                        "oci:" + folder.resolve("back-" + name) + ":latest");
    }

    private Shell.Outcome create(Object... options) {
        return server.portcullis(words(List.of("backup", "create", "--folder", backups), options));
    }

    private static Object[] words(List<Object> first, Object... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toArray();
    }

    /** A home that holds nothing but the key. */
    private Path emptyHome(String name) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.write(home.resolve("master.key"), key);
        return home;
    }

    private Program restore(Path home) {
        return RegistryServer.launcher(Shell.in(folder)).with("restore", backups, "--home", home);
    }

    private static Shell.Outcome on(Path home, Object... verb) {
        return RegistryServer.launcher(Shell.in(home)).with(verb).run("--home", home);
    }

    @Test
    @Order(5)
    void everythingComesBackFromABackupThatWasMadeUnderLoad() throws Exception {
        Api admin = Api.as(server.port(), "admin", server.adminPassword);
        admin.succeeds("POST", "/api/v1/organizations", "{\"name\":\"kept\"}");
        server.portcullis("settings", "set", "general", "message=it comes back").succeeds();
        push("doomed", TarLayer.noise("doomed", 3_000_000, 1));
        AtomicBoolean going = new AtomicBoolean(true);
        ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        Thread pusher = Thread.ofPlatform().start(() -> pushUntil(going, acknowledged));
        JsonNode first;
        JsonNode second;
        List<String> promised;
        try {
            while (acknowledged.size() < 3) {
                Thread.sleep(50);
            }
            Thread collector = Thread.ofPlatform().start(this::deleteAndCollect);
            first = JSON.readTree(create("--json").succeeds().out());
            collector.join();
            promised = List.copyOf(acknowledged);
            second = JSON.readTree(create("--json").succeeds().out());
        } finally {
            going.set(false);
            pusher.join();
        }
        assertThat(second.at("/backup/blobs").asLong())
                .isGreaterThan(second.at("/verification/readBlobs").asLong());
        assertThat(first.at("/verification/problems")).isEmpty();
        assertThat(second.at("/verification/rows").asLong()).isPositive();
        server.portcullis("backup", "verify", first.at("/backup/id").asText(), "--folder", backups)
                .succeeds()
                .says("It holds");
        System.out.printf(
                "BackupTest: %d pushes acknowledged before the second backup, %s blobs in it, %s of them new%n",
                promised.size(), second.at("/backup/blobs"), second.at("/verification/readBlobs"));

        extractOne(promised.getFirst());
        destroy();
        Path home = emptyHome("new-home");
        restore(home)
                .run()
                .succeeds()
                .says("Restored " + second.at("/backup/id").asText());
        on(home, "fsck").succeeds().says(NOTHING_WRONG);
        on(home, "audit", "verify").succeeds().says(NOTHING_WRONG);
        restore(home).run().fails().says("not empty");
        try (RegistryServer restored = RegistryServer.on(home)) {
            for (String name : promised) {
                pull(restored, name).succeeds();
            }
            Api there = Api.as(restored.port(), "admin", server.adminPassword);
            assertThat(there.get("/api/v1/organizations").body()).contains("\"kept\"");
            assertThat(there.get("/api/v1/settings/general").body()).contains("it comes back");
            assertThat(there.get("/api/v1/audit?limit=50").body()).contains("backup.restored");
        }
    }

    /** One repository comes back by itself, under its digest. */
    private void extractOne(String name) {
        Path out = folder.resolve("extracted");
        server.portcullis("backup", "extract", "admin/" + name, "--folder", backups, "--to", out)
                .succeeds()
                .says("1 tags, 1 manifests, 2 blobs");
        server.portcullis("backup", "extract", "admin/nothing", "--folder", backups, "--to", folder.resolve("none"))
                .fails()
                .says("no repository and no namespace");
        server.portcullis("repo", "delete", "admin/" + name, "--yes").succeeds();
        server.push(folder, "oci:" + out.resolve("admin/" + name) + ":1", name, "--all", "--preserve-digests")
                .succeeds();
    }

    private void pushUntil(AtomicBoolean going, ConcurrentLinkedQueue<String> acknowledged) {
        for (int i = 0; going.get(); i++) {
            pause();
            try {
                ImageLayout image = ImageLayout.write(
                        folder.resolve("image-load-" + i), "amd64", TarLayer.noise("load", 500_000, 100 + i));
                // The collector without its grace period may take a blob before its manifest comes: that push is
                // refused.
                if (server.push(folder, image.reference(), "load-" + i).exit() == 0) {
                    acknowledged.add("load-" + i);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Each push is pulled again at the end, so there should not be too many. */
    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deleteAndCollect() {
        server.portcullis("repo", "delete", "admin/doomed", "--yes").succeeds();
        server.portcullis("gc", "--grace", "0s").succeeds();
    }

    /** As a fire would: nothing is stopped first, and nothing is left but what was kept elsewhere. */
    private void destroy() throws Exception {
        List<ProcessHandle> all = new ArrayList<>(server.process().descendants().toList());
        all.add(server.process());
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle one : all) {
            one.onExit().get(30, TimeUnit.SECONDS);
        }
        // The embedded database is nobody's child.
        Path pid = server.home().resolve("postgres/postmaster.pid");
        ProcessHandle database = ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(pid).getFirst()))
                .orElseThrow();
        database.destroyForcibly();
        database.onExit().get(30, TimeUnit.SECONDS);
        Thread.sleep(500);
        server.discard();
    }

    @Test
    @Order(3)
    void aBackupThatIsKilledLeavesNothingThatLooksLikeOne() throws Exception {
        push("big", TarLayer.noise("a", 40_000_000, 1), TarLayer.noise("b", 40_000_000, 2));
        create().succeeds();
        try (Stream<Path> blobs = Files.walk(backups.resolve("blobs"))) {
            blobs.filter(Files::isRegularFile).forEach(BackupTest::delete);
        }
        for (String step : List.of("tables,", "blobs,", "loading")) {
            push("more-" + step.charAt(0), TarLayer.noise("more", 100_000, step.hashCode()));
            List<String> before = ids();
            Killed.whenItSays(folder, step, "backup", "create", "--folder", backups, "--home", server.home());
            assertThat(ids()).startsWith(before.toArray(String[]::new));
        }
        create("--keep", "1").succeeds().says("It holds", "Removed");
        assertThat(server.portcullis("backup", "list", "--folder", backups)
                        .out()
                        .lines())
                .hasSize(1);
        server.portcullis("backup", "verify", "--folder", backups).succeeds().says("It holds");
        server.portcullis("gc", "--grace", "0s").succeeds();
        server.portcullis("fsck").succeeds().says(NOTHING_WRONG);
    }

    /** Of the backups in the folder that look whole. */
    private List<String> ids() throws IOException {
        try (Stream<Path> entries = Files.list(backups)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith("20"))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Order(4)
    void aRestoreThatIsKilledGoesOnAndNothingServesBeforeItsEnd() throws Exception {
        create().succeeds();
        Path home = emptyHome("new-home");
        Killed.whenItSays(folder, "blobs,", "restore", backups, "--home", home);
        on(home, "serve", "--port", "1").fails().says("has not ended", "portcullis restore");
        restore(home).run().succeeds();
        on(home, "fsck").succeeds().says(NOTHING_WRONG);
        try (RegistryServer restored = RegistryServer.on(home)) {
            pull(restored, "big").succeeds();
        }
    }

    @Test
    @Order(2)
    void whatIsWrongWithABackupIsSaid() throws Exception {
        push("one", TarLayer.noise("one", 200_000, 1));
        server.portcullis("settings", "set", "backup", "folder=" + backups).succeeds();
        server.portcullis("job", "start", "backup").succeeds();
        Api admin = Api.as(server.port(), "admin", server.adminPassword);
        for (int i = 0; i < 300 && !admin.get("/api/v1/jobs/runs").body().contains("\"state\":\"done\""); i++) {
            Thread.sleep(100);
        }
        JsonNode made = JSON.readTree(admin.get("/api/v1/backups").body()).at("/items/0");
        assertThat(made.path("verifiedAt").asText()).as(made.toString()).startsWith("20");
        String id = made.path("id").asText();

        Path other = Files.createDirectories(folder.resolve("other-home"));
        restore(other).run().fails().says("The master key is missing");
        Files.write(other.resolve("master.key"), new byte[32]);
        restore(other).run().fails().says("is not the one");

        Path blob;
        try (Stream<Path> files = Files.walk(backups.resolve("blobs"))) {
            blob = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        damage(blob);
        server.portcullis("backup", "verify").fails().says(blob.getFileName().toString(), "other bytes");
        Path home = emptyHome("new-home");
        restore(home).run().fails().says("Problem: sha256:" + blob.getFileName());

        damage(backups.resolve(id).resolve("tables/tag.gz"));
        server.portcullis("backup", "verify").fails().says("tag.gz");
        assertThat(JSON.readTree(admin.get("/api/v1/backups").body())
                        .at("/items/0/verifiedAt")
                        .isNull())
                .isTrue();
        restore(emptyHome("third-home")).run().fails().says("tag.gz");
    }

    private static void damage(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(bytes.length() / 2);
            int was = bytes.read();
            bytes.seek(bytes.length() / 2);
            bytes.write(was ^ 1);
        }
    }

    /** REL-47: the tables are of one moment, and the store of another. */
    @Test
    @Order(1)
    void aStoreThatIsOlderOrNewerThanTheTablesIsTold() throws Exception {
        push("early", TarLayer.noise("early", 200_000, 1));
        Path older = Folders.copy(server.home().resolve("blobs"), folder.resolve("older"));
        push("late", TarLayer.noise("late", 200_000, 2));
        create("--without-blobs").succeeds().says("not in the backup");
        push("later", TarLayer.noise("later", 200_000, 3));
        Path newer = Folders.copy(server.home().resolve("blobs"), folder.resolve("newer"));

        Path withNewer = emptyHome("with-newer");
        Folders.copy(newer, withNewer.resolve("blobs"));
        restore(withNewer).run().succeeds();
        on(withNewer, "fsck").succeeds().says(NOTHING_WRONG);

        Path withOlder = emptyHome("with-older");
        Folders.copy(older, withOlder.resolve("blobs"));
        Shell.Outcome restored = restore(withOlder).run().fails();
        long missing = restored.out()
                .lines()
                .filter(line -> line.startsWith("Problem:"))
                .count();
        Shell.Outcome check = on(withOlder, "fsck").fails();
        assertThat(check.out()
                        .lines()
                        .filter(line -> line.startsWith("blob-missing"))
                        .count())
                .isEqualTo(missing)
                .isPositive();
        try (RegistryServer there = RegistryServer.on(withOlder)) {
            pull(there, "early").succeeds();
            String lost = restored.out().replaceAll("(?s).*Problem: (sha256:\\w+).*", "$1");
            HttpResponse<String> answer =
                    Api.as(there.port(), "admin", server.adminPassword).get("/v2/admin/late/blobs/" + lost);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
            pull(there, "late").fails();
        }
    }
}
