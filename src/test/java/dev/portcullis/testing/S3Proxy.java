package dev.portcullis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real server of the S3 protocol, s3proxy, over a folder. */
public final class S3Proxy implements AutoCloseable {
    public static final String BUCKET = "registry";
    public static final String ACCESS_KEY = "access-key";
    public static final String SECRET_KEY = "canary-secret-key-of-the-tests";

    private final Path folder = TestFolders.create("s3proxy");
    private final int port = Ports.free();
    private final Process process;

    public S3Proxy() {
        this(Map.of());
    }

    /** @param more settings of s3proxy */
    public S3Proxy(Map<String, String> more) {
        try {
            Files.createDirectories(folder.resolve("data").resolve(BUCKET));
            StringBuilder settings =
                    new StringBuilder("""
                    s3proxy.endpoint=http://127.0.0.1:%d
                    s3proxy.authorization=aws-v4
                    s3proxy.identity=%s
                    s3proxy.credential=%s
                    jclouds.provider=filesystem-nio2
                    jclouds.identity=none
                    jclouds.credential=none
                    jclouds.filesystem.basedir=%s
                    """.formatted(port, ACCESS_KEY, SECRET_KEY, folder.resolve("data")));
            more.forEach((name, value) ->
                    settings.append(name).append('=').append(value).append('\n'));
            Files.writeString(folder.resolve("settings"), settings);
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx384m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            System.getProperty("s3proxy.jar", "target/test-servers/s3proxy.jar"),
                            "--properties",
                            folder.resolve("settings").toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            Ports.await(port, process, Duration.ofSeconds(90), this::log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** The files of the bucket, by their keys. */
    public List<String> keys() {
        Path bucket = folder.resolve("data").resolve(BUCKET);
        try (Stream<Path> all = Files.walk(bucket)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> bucket.relativize(file).toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it says of itself. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
