package dev.portcullis.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.Ports;
import dev.portcullis.testing.S3Proxy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The server with its bytes in a bucket, as its users run it. */
@ExtendWith(ClientsExtension.class)
class S3StorageTest {
    private static final String LAUNCHER = System.getProperty("portcullis.launcher", "bin/portcullis");
    private static final String PASSWORD = "a long secret of the tests";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(UTF_8));
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static S3Proxy bucket;
    private static Path folder;
    private static Map<String, String> settings;
    private static int port;
    private static Process server;

    @TempDir
    Path work;

    @BeforeAll
    static void start() throws Exception {
        bucket = new S3Proxy();
        folder = Folders.fresh("s3");
        Path secret = Files.writeString(folder.resolve("secret"), S3Proxy.SECRET_KEY + "\n");
        Files.writeString(folder.resolve("password"), PASSWORD);
        port = Ports.free();
        settings = Map.of(
                "PORTCULLIS_STORAGE_KIND",
                "s3",
                "PORTCULLIS_STORAGE_S3_BUCKET",
                S3Proxy.BUCKET,
                "PORTCULLIS_STORAGE_S3_PREFIX",
                "the/registry",
                "PORTCULLIS_STORAGE_S3_ENDPOINT",
                bucket.endpoint(),
                "PORTCULLIS_STORAGE_S3_PATH_STYLE",
                "true",
                "PORTCULLIS_STORAGE_S3_ACCESS_KEY",
                S3Proxy.ACCESS_KEY,
                "PORTCULLIS_STORAGE_S3_SECRET_KEY_FILE",
                secret.toString());
        serve();
    }

    @AfterAll
    static void stop() throws Exception {
        server.destroy();
        server.waitFor(60, TimeUnit.SECONDS);
        bucket.close();
        Folders.delete(folder);
    }

    @Test
    void clientsPushAndPullAcrossARestart() throws Exception {
        List<String> before = segments();
        ImageLayout image = ImageLayout.write(
                work.resolve("image"),
                "amd64",
                TarLayer.of("story", "in a bucket"),
                TarLayer.noise("noise", 30_000_000, 5));
        Program crane = signedIn("crane", "auth", "login");
        Program skopeo = signedIn("skopeo", "login", "--tls-verify=false");
        crane.run("push", image.folder(), remote("crane:1")).succeeds();
        skopeo.run(
                        "copy",
                        "--dest-tls-verify=false",
                        "--preserve-digests",
                        image.reference(),
                        "docker://" + remote("skopeo:1"))
                .succeeds();

        server.destroy();
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        serve();
        crane.run("validate", "--remote", remote("crane:1")).succeeds();
        skopeo.run(
                        "copy",
                        "--src-tls-verify=false",
                        "docker://" + remote("skopeo:1"),
                        "oci:" + work.resolve("back") + ":1")
                .succeeds();
        assertThat(work.resolve("back/blobs").resolve(image.digest().replace(':', '/')))
                .exists();
        assertThat(folder.resolve("home/blobs")).doesNotExist();
        assertThat(segments())
                .as("what other tests have left there, and nothing of these")
                .isEqualTo(before);
        fsck();
    }

    @Test
    void dockerPushesAndPulls(DockerEngine engine) throws IOException {
        for (Path commandLine : Tools.dockers()) {
            Program docker = new Program(Shell.in(work).with("DOCKER_HOST", engine.host()), List.of(commandLine));
            docker.with("login", "-u", "admin", "--password-stdin")
                    .runWith(PASSWORD, "localhost:" + port)
                    .succeeds();
            Path context = Files.createDirectories(work.resolve("context"));
            Files.writeString(context.resolve("file"), "built for a bucket");
            Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY file /file\nCMD [\"/file\"]\n");
            String name = remote("docker:1");
            docker.run("build", "-t", name, context).succeeds();
            docker.run("push", name).succeeds();
            docker.run("rmi", name).succeeds();
            docker.run("pull", name).succeeds();
            docker.run("rmi", name).succeeds();
            docker.run("logout", "localhost:" + port);
        }
    }

    @Test
    void rangesAreExactAndEveryLengthIsTold() throws Exception {
        byte[] blob = random(9_000_000);
        String digest = Sha256.of(blob);
        send("POST", "/v2/admin/ranges/blobs/uploads/?digest=" + digest, Map.of(), blob, 201);
        String path = "/v2/admin/ranges/blobs/" + digest;
        HttpResponse<byte[]> whole = send("GET", path, Map.of(), new byte[0], 200);
        assertThat(whole.body()).isEqualTo(blob);
        assertThat(whole.headers().firstValue("content-length")).hasValue("9000000");
        HttpResponse<byte[]> part = send("GET", path, Map.of("Range", "bytes=4000000-8400000"), new byte[0], 206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(blob, 4_000_000, 8_400_001));
        assertThat(part.headers().firstValue("content-length")).hasValue("4400001");
        assertThat(part.headers().firstValue("content-range")).hasValue("bytes 4000000-8400000/9000000");
        HttpResponse<byte[]> parts = send("GET", path, Map.of("Range", "bytes=0-9,-10"), new byte[0], 206);
        assertThat(parts.headers().firstValue("content-type").orElse("")).startsWith("multipart/byteranges");
    }

    @Test
    void anUploadGoesOnAfterARestartAndAfterACrash() throws Exception {
        byte[] blob = random(25_000_000);
        HttpResponse<byte[]> answer = send("POST", "/v2/admin/resumed/blobs/uploads/", Map.of(), new byte[0], 202);
        answer = patch(answer, blob, 0, 10_000_001);
        server.destroy();
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        serve();
        answer = patch(answer, blob, 10_000_001, 20_000_000);
        server.destroyForcibly().waitFor();
        serve();
        answer = patch(answer, blob, 20_000_000, blob.length);
        String digest = Sha256.of(blob);
        send("PUT", location(answer) + "?digest=" + digest, Map.of(), new byte[0], 201);
        assertThat(send("GET", "/v2/admin/resumed/blobs/" + digest, Map.of(), new byte[0], 200)
                        .body())
                .isEqualTo(blob);
        fsck();
    }

    @Test
    void aPushThatTheServerDiedInIsPushedAgain() throws Exception {
        byte[] blob = random(26_000_000);
        String digest = Sha256.of(blob);
        String path = "/v2/admin/killed/blobs/uploads/?digest=" + digest;
        try (Socket socket = new Socket("localhost", port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + BASIC
                            + "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + blob.length
                            + "\r\n\r\n")
                    .getBytes(UTF_8));
            out.write(blob, 0, 20_000_000);
            out.flush();
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (bucket.keys().stream().noneMatch(key -> key.contains("/uploads/"))) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(50);
            }
            server.destroyForcibly().waitFor();
        }
        serve();
        send("GET", "/v2/admin/killed/blobs/" + digest, Map.of(), new byte[0], 404);
        send("POST", path, Map.of(), blob, 201);
        assertThat(send("GET", "/v2/admin/killed/blobs/" + digest, Map.of(), new byte[0], 200)
                        .body())
                .isEqualTo(blob);
        fsck();
    }

    @Test
    void garbageLeavesTheBucket() throws Exception {
        byte[] blob = random(1_234_567);
        String digest = Sha256.of(blob);
        String hex = digest.substring("sha256:".length());
        send("POST", "/v2/admin/garbage/blobs/uploads/?digest=" + digest, Map.of(), blob, 201);
        assertThat(bucket.keys()).anyMatch(key -> key.contains(hex));
        send("DELETE", "/v2/admin/garbage/blobs/" + digest, Map.of(), new byte[0], 202);
        portcullis("gc", "--grace", "0s").succeeds();
        assertThat(bucket.keys()).noneMatch(key -> key.contains(hex));
        fsck();
    }

    @Test
    void aMissingBucketIsToldAtTheStart() {
        new Program(
                        Shell.in(folder).with("PORTCULLIS_STORAGE_KIND", "s3"),
                        List.of(Path.of(LAUNCHER).toAbsolutePath()))
                .with("serve", "--home", folder.resolve("other"), "--port", Ports.free())
                .run()
                .fails()
                .says("PORTCULLIS_STORAGE_S3_BUCKET");
    }

    private static HttpResponse<byte[]> patch(HttpResponse<byte[]> before, byte[] blob, int from, int to)
            throws Exception {
        Map<String, String> range =
                Map.of("Content-Range", from + "-" + (to - 1), "Content-Type", "application/octet-stream");
        return send("PATCH", location(before), range, Arrays.copyOfRange(blob, from, to), 202);
    }

    private static String location(HttpResponse<byte[]> answer) {
        return URI.create(answer.headers().firstValue("location").orElseThrow()).getPath();
    }

    private static HttpResponse<byte[]> send(
            String method, String path, Map<String, String> headers, byte[] body, int expected) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", BASIC)
                .method(method, BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        HttpResponse<byte[]> answer = HTTP.send(request.build(), BodyHandlers.ofByteArray());
        assertThat(answer.statusCode())
                .as(() -> method + " " + path + "\n" + new String(answer.body(), UTF_8) + tail())
                .isEqualTo(expected);
        return answer;
    }

    private Program signedIn(String program, Object... login) {
        Program client = Shell.in(work).program(program);
        client.with(login)
                .with("-u", "admin", "--password-stdin")
                .runWith(PASSWORD, "localhost:" + port)
                .succeeds();
        return client;
    }

    private static List<String> segments() {
        return bucket.keys().stream()
                .filter(key -> key.contains("/uploads/"))
                .sorted()
                .toList();
    }

    private static String remote(String image) {
        return "localhost:" + port + "/admin/" + image;
    }

    private static void fsck() {
        portcullis("fsck").succeeds().says("all holds");
        assertThat(tail()).doesNotContain(S3Proxy.SECRET_KEY);
    }

    private static Shell.Outcome portcullis(Object... verb) {
        Shell shell = Shell.in(folder);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            shell = shell.with(setting.getKey(), setting.getValue());
        }
        return new Program(shell, List.of(Path.of(LAUNCHER).toAbsolutePath()))
                .with(verb)
                .run("--home", folder.resolve("home"));
    }

    private static void serve() throws Exception {
        Path log = folder.resolve("server.log");
        ProcessBuilder builder = new ProcessBuilder(
                        LAUNCHER,
                        "serve",
                        "--home",
                        folder.resolve("home").toString(),
                        "--port",
                        String.valueOf(port),
                        "--admin-password-file",
                        folder.resolve("password").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(settings);
        server = builder.start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains("Stop it with")) {
            assertThat(server.isAlive() && System.nanoTime() < deadline)
                    .as(S3StorageTest::tail)
                    .isTrue();
            Thread.sleep(100);
        }
    }

    private static String tail() {
        try {
            return "\n" + Files.readString(folder.resolve("server.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
