package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.Ports;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The registry on its own https port: clients trust its CA, and a new certificate disturbs nobody. */
@TestInstance(Lifecycle.PER_CLASS)
class CertificateSwapTest {
    private static final int PUSHERS = 8;

    private RegistryServer server;
    private int https;
    private Path trusted;

    @BeforeAll
    void start(@TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.NEVER) Path folder) throws Exception {
        https = Ports.free();
        server = RegistryServer.startTogether(
                        List.of("https"),
                        Map.of("PORTCULLIS_HTTPS_PORT", String.valueOf(https), "PORTCULLIS_HOST", "0.0.0.0"))
                .getFirst();
        trusted = Files.createDirectories(folder.resolve("trusted"));
        String ca = server.portcullis("tls", "ca").succeeds().out();
        Files.writeString(trusted.resolve("ca.crt"), ca);
        assertThat(Api.as(server.port(), "admin", server.adminPassword)
                        .get("/ca")
                        .body()
                        .strip())
                .isEqualTo(ca.strip());
    }

    @AfterAll
    void stop() throws Exception {
        server.stop();
        server.discard();
    }

    private Program skopeo(Path home) {
        return Shell.in(home).program("skopeo");
    }

    private String image(String name) {
        return "docker://localhost:" + https + "/admin/" + name;
    }

    @Test
    void aNewCertificateUnderEightRunningPushesBreaksNone(@TempDir Path folder) throws Exception {
        ImageLayout layout = ImageLayout.write(
                folder.resolve("image"), "amd64", TarLayer.noise("a", 3_000_000, 1), TarLayer.noise("b", 3_000_000, 2));
        skopeo(folder)
                .with("login", "--cert-dir", trusted, "-u", "admin", "--password-stdin")
                .runWith(server.adminPassword, "localhost:" + https)
                .succeeds();
        Set<String> seen = new TreeSet<>();
        AtomicBoolean swapping = new AtomicBoolean(true);
        int pushes = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(PUSHERS)) {
            List<Future<Integer>> pushers = new ArrayList<>();
            for (int i = 0; i < PUSHERS; i++) {
                String repository = "swap" + i;
                Callable<Integer> pusher = () -> push(folder, layout, repository, swapping);
                pushers.add(pool.submit(pusher));
            }
            for (int i = 0; i < 8; i++) {
                seen.add(fingerprint());
                Api.as(server.port(), "admin", server.adminPassword)
                        .succeeds(
                                "POST",
                                "/api/v1/tls/generate",
                                "{\"hosts\":[\"localhost\",\"swap-" + i + ".example.com\"]}");
                Thread.sleep(1000);
            }
            seen.add(fingerprint());
            swapping.set(false);
            for (Future<Integer> pusher : pushers) {
                pushes += pusher.get();
            }
        }
        assertThat(pushes).as("pushes that went through").isGreaterThanOrEqualTo(PUSHERS);
        assertThat(seen).as("certificates that were shown").hasSizeGreaterThan(4);
        System.out.println("CertificateSwapTest: " + pushes + " pushes, 0 failures, " + seen.size() + " certificates");
    }

    private int push(Path folder, ImageLayout layout, String repository, AtomicBoolean swapping) {
        int done = 0;
        do {
            // Another repository each time, so that every byte goes over the wire again.
            skopeo(folder)
                    .run(
                            "copy",
                            "--dest-cert-dir",
                            trusted,
                            "--dest-no-creds=false",
                            layout.reference(),
                            image(repository + "-" + done + ":1"))
                    .succeeds();
            done++;
        } while (swapping.get());
        return done;
    }

    private String fingerprint() throws IOException {
        Shell.Outcome shown = Shell.in(trusted)
                .runWith(
                        "",
                        "openssl",
                        "s_client",
                        "-connect",
                        "localhost:" + https,
                        "-CAfile",
                        trusted.resolve("ca.crt"));
        shown.says("Verify return code: 0 (ok)");
        Shell.Outcome outcome =
                Shell.in(trusted).runWith(shown.out(), "openssl", "x509", "-noout", "-fingerprint", "-sha256");
        return outcome.succeeds().value();
    }

    @Test
    void oldProtocolsAndSuitesWithoutForwardSecrecyAreRefused() {
        Shell shell = Shell.in(trusted);
        for (String old : List.of("-tls1", "-tls1_1")) {
            shell.run("openssl", "s_client", "-connect", "localhost:" + https, old, "-cipher", "ALL:@SECLEVEL=0")
                    .fails();
        }
        for (String suite : List.of("AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES128-SHA")) {
            shell.run("openssl", "s_client", "-connect", "localhost:" + https, "-tls1_2", "-cipher", suite)
                    .fails();
        }
        for (String version : List.of("-tls1_2", "-tls1_3")) {
            shell.run(
                            "openssl",
                            "s_client",
                            "-connect",
                            "localhost:" + https,
                            version,
                            "-CAfile",
                            trusted.resolve("ca.crt"))
                    .succeeds()
                    .says("Verify return code: 0 (ok)");
        }
    }

    @Test
    void otherMachinesAreSentToHttpsAndThisOneIsServed() throws Exception {
        String here = "http://" + otherAddress() + ":" + server.port();
        HttpURLConnection page = open(here + "/repositories?q=a");
        assertThat(page.getResponseCode()).isEqualTo(308);
        assertThat(page.getHeaderField("Location"))
                .isEqualTo(here.replaceAll("http:(.*):\\d+", "https:$1:" + https) + "/repositories?q=a");
        HttpURLConnection token = open(here + "/auth/token");
        token.setRequestMethod("POST");
        assertThat(token.getResponseCode()).isEqualTo(421);
        for (String needed : List.of("/ca", "/_ping", "/health/ready")) {
            assertThat(open(here + needed).getResponseCode()).as(needed).isEqualTo(200);
        }
        assertThat(open("http://localhost:" + server.port() + "/v2/").getResponseCode())
                .isEqualTo(401);
    }

    private static HttpURLConnection open(String address) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address).toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        return connection;
    }

    /** An address of this machine that is not of its loopback: packets to it stay here all the same. */
    private static String otherAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address instanceof java.net.Inet4Address)
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElseThrow();
    }

    /** No sentence about the failure may stand where bytes of the blob were promised. */
    @Test
    void aBlobThatBreaksOffInTheStoreBreaksTheConnection(@TempDir Path folder) throws Exception {
        byte[] blob = new byte[60_000_000];
        new java.util.Random(1).nextBytes(blob);
        String digest = Sha256.of(blob);
        Path file = Files.write(folder.resolve("blob"), blob);
        Path login = Files.writeString(folder.resolve("login"), "user = \"admin:" + server.adminPassword + "\"\n");
        Shell shell = Shell.in(folder);
        Path ca = trusted.resolve("ca.crt");
        String repository = "https://localhost:" + https + "/v2/admin/broken/blobs/";
        shell.run(
                        "curl",
                        "-sSf",
                        "-K",
                        login,
                        "--cacert",
                        ca,
                        "-X",
                        "POST",
                        "-H",
                        "Content-Type: application/octet-stream",
                        "--data-binary",
                        "@" + file,
                        repository + "uploads/?digest=" + digest)
                .succeeds();
        Path back = folder.resolve("back");
        shell.run("curl", "-sSf", "-K", login, "--cacert", ca, "-o", back, repository + digest)
                .succeeds();
        assertThat(Files.mismatch(file, back))
                .as("whole, while nothing is wrong")
                .isEqualTo(-1);
        Path object;
        try (var files = Files.walk(server.home().resolve("blobs"))) {
            object = files.filter(
                            path -> path.getFileName().toString().startsWith(digest.substring("sha256:".length())))
                    .findFirst()
                    .orElseThrow();
        }
        for (String version : List.of("--http1.1", "--http2")) {
            Files.write(object, blob);
            Process pull = new ProcessBuilder(
                            "curl",
                            "-sS",
                            version,
                            "-K",
                            login.toString(),
                            "--cacert",
                            ca.toString(),
                            "--limit-rate",
                            "4M",
                            "-o",
                            back.toString(),
                            repository + digest)
                    .redirectErrorStream(true)
                    .start();
            Thread.sleep(1500);
            try (var channel = java.nio.channels.FileChannel.open(object, java.nio.file.StandardOpenOption.WRITE)) {
                channel.truncate(30_000_000);
            }
            String said = new String(pull.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(pull.waitFor()).as(version + " " + said).isNotZero();
            byte[] got = Files.readAllBytes(back);
            assertThat(got.length).isLessThan(blob.length);
            assertThat(java.util.Arrays.mismatch(got, 0, got.length, blob, 0, got.length))
                    .as("nothing but bytes of the blob")
                    .isEqualTo(-1);
        }
        Files.write(object, blob);
    }

    @Test
    void hstsIsSentOverHttpsOnlyWhenAsked() {
        Shell shell = Shell.in(trusted);
        Object[] ask = {
            "curl", "-si", "--cacert", trusted.resolve("ca.crt"), "https://localhost:" + https + "/login", "--http1.1"
        };
        assertThat(shell.run(ask).succeeds().out().toLowerCase(java.util.Locale.ROOT))
                .contains("200 ok")
                .doesNotContain("strict-transport-security");
        server.portcullis("settings", "set", "tls", "hsts=true").succeeds();
        // A command tells a server through the database, within a second.
        long end = System.nanoTime() + 2_000_000_000L;
        while (!shell.run(ask).all().contains("max-age=31536000")) {
            assertThat(System.nanoTime()).as("the header comes").isLessThan(end);
        }
        server.portcullis("settings", "set", "tls", "hsts=false").succeeds();
    }
}
