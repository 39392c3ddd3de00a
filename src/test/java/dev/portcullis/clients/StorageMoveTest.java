package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.Ports;
import dev.portcullis.testing.S3Proxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes move from the folder to a bucket and back, under pushes and pulls and kills: nothing acknowledged is lost. */
class StorageMoveTest {
    private static final String LAUNCHER = Path.of(System.getProperty("portcullis.launcher", "bin/portcullis"))
            .toAbsolutePath()
            .toString();

    /** Each push is pulled again at the end, so there should not be too many. */
    private static final long BETWEEN_PUSHES_MILLIS = 2500;

    @TempDir
    Path folder;

    private final AtomicInteger pushes = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean going = new AtomicBoolean(true);

    private Process server;
    private int port;
    private Path home;

    private void serve() throws Exception {
        server = new ProcessBuilder(
                        LAUNCHER,
                        "serve",
                        "--home",
                        home.toString(),
                        "--port",
                        String.valueOf(port),
                        "--admin-password-file",
                        folder.resolve("password").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()))
                .start();
        for (int i = 0; i < 3000; i++) {
            if (Shell.in(folder)
                            .run("curl", "-fs", "http://localhost:" + port + "/_ping")
                            .exit()
                    == 0) {
                return;
            }
            assertThat(server.isAlive()).as(this::log).isTrue();
            Thread.sleep(100);
        }
        throw new AssertionError(log());
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("server.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Shell.Outcome portcullis(Object... words) {
        return new Program(Shell.in(folder), List.of(LAUNCHER)).with(words).run("--home", home);
    }

    /** Pushes images of their own, one after the other, and notes each that was acknowledged. */
    private void push(int worker) {
        Program skopeo = Shell.in(folder).program("skopeo");
        for (int i = 0; going.get(); i++) {
            String name = "w" + worker + "-" + i;
            try {
                ImageLayout image = ImageLayout.write(
                        folder.resolve(name), "amd64", TarLayer.noise("n" + name, 1_500_000, worker * 1000 + i));
                Shell.Outcome outcome = skopeo.run(
                        "copy",
                        "--dest-tls-verify=false",
                        "--dest-creds",
                        "admin:" + Files.readString(folder.resolve("password")),
                        image.reference(),
                        "docker://localhost:" + port + "/admin/" + name + ":1");
                if (outcome.exit() == 0) {
                    acknowledged.add(name);
                    pushes.incrementAndGet();
                }
                Thread.sleep(BETWEEN_PUSHES_MILLIS);
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    @Test
    void toABucketAndBackUnderLoadAndKills() throws Exception {
        port = Ports.free();
        home = folder.resolve("home");
        Files.writeString(folder.resolve("password"), "a real secret of the tests");
        try (S3Proxy bucket = new S3Proxy()) {
            serve();
            List<Thread> pushers = new ArrayList<>();
            try {
                for (int i = 0; i < 2; i++) {
                    int worker = i;
                    pushers.add(Thread.ofPlatform().start(() -> push(worker)));
                }
                awaitPushes(6);
                Files.writeString(folder.resolve("secret"), S3Proxy.SECRET_KEY);
                Object[] target = {
                    "--kind",
                    "s3",
                    "--bucket",
                    S3Proxy.BUCKET,
                    "--endpoint",
                    bucket.endpoint(),
                    "--path-style",
                    "--access-key",
                    S3Proxy.ACCESS_KEY,
                    "--secret-key-file",
                    folder.resolve("secret")
                };
                portcullis(words("storage", "test", target)).succeeds().says("ok\twrite", "ok\tdelete");
                portcullis(words("storage", "move", target)).succeeds();
                assertThat(api().send("POST", "/api/v1/storage/move/switch", "").body())
                        .contains("Wait until the move is complete");
                killAndStart();
                awaitComplete();
                portcullis("storage", "show").succeeds().says("Every object is in both.");
                api().succeeds("POST", "/api/v1/storage/move/switch", "");
                awaitPushes(pushes.get() + 4);
                killAndStart();
                awaitComplete();
                api().succeeds("POST", "/api/v1/storage/move/finish", "");
                awaitPushes(pushes.get() + 4);

                api().succeeds(
                                "POST",
                                "/api/v1/storage/move",
                                "{\"backend\":{\"kind\":\"FILESYSTEM\",\"folder\":\"" + folder.resolve("new") + "\"}}");
                killAndStart();
                awaitComplete();
                api().succeeds("POST", "/api/v1/storage/move/switch", "");
                awaitComplete();
                api().succeeds("POST", "/api/v1/storage/move/back", "");
                awaitComplete();
                api().succeeds("POST", "/api/v1/storage/move/switch", "");
                awaitComplete();
                api().succeeds("POST", "/api/v1/storage/move/finish", "");
                awaitPushes(pushes.get() + 2);
            } finally {
                going.set(false);
                for (Thread pusher : pushers) {
                    pusher.join();
                }
            }
            for (String name : acknowledged) {
                Shell.in(folder)
                        .program("skopeo")
                        .run(
                                "copy",
                                "--src-tls-verify=false",
                                "--src-creds",
                                "admin:" + Files.readString(folder.resolve("password")),
                                "docker://localhost:" + port + "/admin/" + name + ":1",
                                "oci:" + folder.resolve("back-" + name) + ":latest")
                        .succeeds();
            }
            portcullis("fsck").succeeds();
            System.out.println("StorageMoveTest: " + acknowledged.size() + " acknowledged pushes, 0 lost, fsck clean");
        } finally {
            server.destroy();
            server.waitFor(60, TimeUnit.SECONDS);
        }
    }

    private static Object[] words(String first, String second, Object... more) {
        List<Object> all = new ArrayList<>(List.of(first, second));
        all.addAll(List.of(more));
        return all.toArray();
    }

    private void awaitPushes(int wanted) throws InterruptedException {
        for (int i = 0; i < 1200 && pushes.get() < wanted; i++) {
            Thread.sleep(100);
        }
        assertThat(pushes.get()).as(this::log).isGreaterThanOrEqualTo(wanted);
    }

    /** As the commands do it; those take the start of a Java each. */
    private Api api() {
        return Api.as(port, "admin", "a real secret of the tests");
    }

    private void killAndStart() throws Exception {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly().waitFor();
        serve();
    }

    private void awaitComplete() throws InterruptedException {
        String seen = "";
        for (int i = 0; i < 600; i++) {
            seen = api().get("/api/v1/storage").body();
            if (seen.contains("\"complete\":true")) {
                return;
            }
            Thread.sleep(200);
        }
        throw new AssertionError(seen + log());
    }
}
