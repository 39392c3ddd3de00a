package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.BlobStoreContract;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.PartialContent;
import dev.portcullis.blob.s3.S3BlobStore;
import dev.portcullis.blob.s3.S3Settings;
import dev.portcullis.reference.Digest;
import dev.portcullis.testing.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bucket store against versitygw, another server of the S3 protocol than the one of the other tests. */
class VersityStorageTest extends BlobStoreContract {
    private static final String BUCKET = "registry";
    private static final int PORT = Ports.free();

    @TempDir
    static Path folder;

    private static Process server;

    private BlobStore store;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(folder.resolve("data").resolve(BUCKET));
        ProcessBuilder builder = new ProcessBuilder(
                        Tools.tool("versitygw").toString(),
                        "--port",
                        "127.0.0.1:" + PORT,
                        "posix",
                        "--sidecar",
                        Files.createDirectories(folder.resolve("sidecar")).toString(),
                        folder.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("ROOT_ACCESS_KEY", "access");
        builder.environment().put("ROOT_SECRET_KEY", "secret-of-the-tests");
        server = builder.start();
        Ports.await(PORT, server, Duration.ofSeconds(60), folder.resolve("log"));
    }

    @AfterAll
    static void stop() throws Exception {
        server.destroyForcibly().waitFor();
    }

    @BeforeEach
    void open(@TempDir Path scratch) throws IOException {
        store = new S3BlobStore(
                new S3Settings(
                        BUCKET,
                        "",
                        URI.create("http://127.0.0.1:" + PORT),
                        "us-east-1",
                        true,
                        null,
                        "access",
                        "secret-of-the-tests",
                        S3Settings.Encryption.NONE,
                        null),
                scratch);
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Test
    void segmentsAreJoinedByTheStore() throws IOException {
        byte[] content = new byte[20_000_000];
        new Random(1).nextBytes(content);
        append(0, Arrays.copyOf(content, 9_000_000));
        append(9_000_000, Arrays.copyOfRange(content, 9_000_000, content.length));
        String key = ObjectKey.fresh(Digest.of(content));
        store.promote("joined", content.length, key);
        try (InputStream in = store.open(key).stream(0, content.length)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(store.delete(key)).isTrue();
    }

    private void append(long offset, byte[] bytes) throws IOException {
        try (PartialContent partial = store.openPartial("joined", offset)) {
            partial.write(bytes, 0, bytes.length);
            partial.sync();
        }
    }
}
