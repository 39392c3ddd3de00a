package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The server under test, started by the same launcher that its users have. */
final class RegistryServer implements AutoCloseable {

    /** Long, because the launcher may have to build the server first. */
    private static final Duration START = Duration.ofMinutes(10);

    private static final Duration STOP = Duration.ofSeconds(60);
    static final String LAUNCHER = Path.of(System.getProperty("portcullis.launcher", "bin/portcullis"))
            .toAbsolutePath()
            .toString();

    final String adminPassword = "a real secret of the tests";
    private final Path home;
    private final Path log;
    private final int port;
    private final Process process;

    private RegistryServer(Path folder, Map<String, String> environment, boolean administrator) throws IOException {
        this(Files.createDirectories(folder.resolve("home")), folder, environment, administrator);
    }

    private RegistryServer(Path home, Path folder, Map<String, String> environment, boolean administrator)
            throws IOException {
        this.home = home;
        log = folder.resolve("server.log");
        port = Ports.free();
        List<String> command =
                new ArrayList<>(List.of(LAUNCHER, "serve", "--home", home.toString(), "--port", String.valueOf(port)));
        if (administrator) {
            command.addAll(List.of("--admin-password-file", passwordFile(folder).toString()));
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    private Path passwordFile(Path folder) throws IOException {
        Path password = folder.resolve("admin-password");
        Files.deleteIfExists(password);
        Files.createFile(password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(password, adminPassword);
    }

    static RegistryServer start() {
        return startTogether(List.of("registry"), Map.of()).getFirst();
    }

    /** One that is just starting; see {@link #awaitReady}. */
    static RegistryServer begin(String folder, Map<String, String> environment) throws IOException {
        return new RegistryServer(Folders.fresh(folder), environment, true);
    }

    /** One on a home that is there, such as a restored one, whose administrator has the password of the tests. */
    static RegistryServer on(Path home) throws IOException {
        RegistryServer server = new RegistryServer(home, home, Map.of(), false);
        try {
            server.awaitReady();
            return server;
        } catch (AssertionError e) {
            server.close();
            throw e;
        }
    }

    /** One whose first visitor makes the administrator, by the link in its log. */
    static RegistryServer startWithoutAdministrator(String folder, Map<String, String> environment) {
        return start(List.of(folder), environment, false).getFirst();
    }

    /** Servers at the same moment, each with a home below a folder of this name. */
    static List<RegistryServer> startTogether(List<String> folders, Map<String, String> environment) {
        return start(folders, environment, true);
    }

    private static List<RegistryServer> start(
            List<String> folders, Map<String, String> environment, boolean administrator) {
        List<RegistryServer> servers = new ArrayList<>();
        try {
            for (String folder : folders) {
                servers.add(new RegistryServer(Folders.fresh(folder), environment, administrator));
            }
            servers.forEach(RegistryServer::awaitReady);
            return servers;
        } catch (IOException e) {
            servers.forEach(RegistryServer::close);
            throw new AssertionError("the server cannot start", e);
        } catch (AssertionError e) {
            servers.forEach(RegistryServer::close);
            throw e;
        }
    }

    Path home() {
        return home;
    }

    int port() {
        return port;
    }

    /** As clients write it in front of an image's name. */
    String address() {
        return "localhost:" + port;
    }

    /** The full name of an image in the administrator's own namespace on this server. */
    String image(String name) {
        return address() + "/admin/" + name;
    }

    /** Makes a user with the administrator's password. */
    void createUser(String name) {
        launcher()
                .with("user", "create", name, "--password-stdin")
                .runWith(adminPassword, "--home", home)
                .succeeds();
    }

    /** A verb of the launcher on this server's home. */
    Shell.Outcome portcullis(Object... verb) {
        return launcher().with(verb).run("--home", home);
    }

    /** Pushes an image as the administrator, into whose namespace it goes, with skopeo. */
    Shell.Outcome push(Path folder, String source, String name, Object... options) {
        return Shell.in(folder)
                .program("skopeo")
                .with("copy", "--dest-tls-verify=false", "--dest-creds", "admin:" + adminPassword)
                .with(options)
                .run(source, "docker://" + image(name) + ":1");
    }

    private Program launcher() {
        return launcher(Shell.in(home.getParent()));
    }

    /** The program as its users start it. */
    static Program launcher(Shell shell) {
        return new Program(shell, List.of(LAUNCHER));
    }

    /** The most memory that the server's own process ever held, in MiB. */
    long peakMemory() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Asks the server to stop, and answers its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS))
                .as("the server ends within %s after SIGTERM\n%s", STOP, tail())
                .isTrue();
        return process.exitValue();
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    String tail() {
        String text = log();
        return text.substring(Math.max(0, text.length() - 4000));
    }

    /** All that it has said so far. */
    String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    /** Makes room again: after the tests the store holds some GiB that nobody needs. */
    void discard() throws IOException {
        Folders.delete(home);
    }

    /** For a run that ended before anyone asked the server to stop. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroy);
        process.destroyForcibly();
    }

    void awaitReady() {
        Instant end = Instant.now().plus(START);
        while (!healthy()) {
            assertThat(process.isAlive())
                    .as(() -> "the server ended at once\n" + tail())
                    .isTrue();
            assertThat(Instant.now())
                    .as(() -> "the server is not ready\n" + tail())
                    .isBefore(end);
        }
    }

    private boolean healthy() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest ping = HttpRequest.newBuilder(URI.create("http://" + address() + "/_ping"))
                    .build();
            return client.send(ping, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            pause();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
