package dev.portcullis.blob.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.BlobStoreContract;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.PartialContent;
import dev.portcullis.reference.Digest;
import dev.portcullis.testing.S3Proxy;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

class S3BlobStoreTest extends BlobStoreContract {
    private static final int SEGMENT = 5 << 20;
    static final Segments SMALL =
            new Segments(List.of(new Segments.Tier(2, SEGMENT), new Segments.Tier(100, SEGMENT + 1024)));
    private static S3Proxy server;

    @TempDir
    Path scratch;

    private S3BlobStore store;

    @BeforeAll
    static void start() {
        server = new S3Proxy();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        store = another();
    }

    /** As on another node. */
    private S3BlobStore another() throws IOException {
        return new S3BlobStore(settings(server.endpoint()), scratch, SMALL, Duration.ZERO);
    }

    static S3Settings settings(String endpoint) {
        return new S3Settings(
                S3Proxy.BUCKET,
                "some/prefix",
                URI.create(endpoint),
                "us-east-1",
                true,
                null,
                S3Proxy.ACCESS_KEY,
                S3Proxy.SECRET_KEY,
                S3Settings.Encryption.NONE,
                null);
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    /** Asked from the server, since 512 listings take seconds. */
    @Override
    protected List<String> left() {
        return server.keys().stream()
                .filter(key -> key.startsWith("some/prefix/") && !key.contains("/quarantine/"))
                .toList();
    }

    @Test
    void anotherNodeGoesOnWhereTheFirstOneStopped() throws IOException {
        byte[] content = random(3 * SEGMENT + 12_345);
        int[] stops = {0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 7, 2 * SEGMENT, 3 * SEGMENT, content.length};
        for (int i = 1; i < stops.length; i++) {
            append(another(), "moving", stops[i - 1], Arrays.copyOfRange(content, stops[i - 1], stops[i]), true);
            assertThat(store.holdsPartial("moving", stops[i])).isTrue();
            assertThat(store.holdsPartial("moving", stops[i] + 1)).isFalse();
        }
        try (InputStream in = another().readPartial("moving", content.length)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        String key = ObjectKey.fresh(Digest.of(content));
        another().promote("moving", content.length, key);
        assertThat(read(key)).isEqualTo(content);
        store.delete(key);
    }

    @Test
    void whatIsWrittenAndNotSyncedIsPromotedByTheSameNode() throws IOException {
        for (int length : new int[] {10, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 2 * SEGMENT + 100}) {
            byte[] content = random(length);
            append(store, "whole", 0, content, false);
            String key = ObjectKey.fresh(Digest.of(content));
            store.promote("whole", length, key);
            assertThat(read(key)).isEqualTo(content);
            store.delete(key);
        }
    }

    @Test
    void aSmallBlobIsOneRequestAndNeverASegment() throws IOException {
        byte[] content = random(1_000);
        append(store, "whole", 0, content, false);
        assertThat(server.keys()).noneMatch(key -> key.contains("uploads/whole"));
        String key = ObjectKey.fresh(Digest.of(content));
        store.promote("whole", content.length, key);
        store.delete(key);
    }

    @Test
    void whatStoodBeyondIsCutOffAlsoWhenNothingIsWrittenAfterwards() throws IOException {
        byte[] content = random(SEGMENT + 2_000);
        append(store, "cut", 0, content, true);
        append(store, "cut", SEGMENT + 500, new byte[0], true);
        byte[] kept = Arrays.copyOf(content, SEGMENT + 500);
        String key = ObjectKey.fresh(Digest.of(kept));
        store.promote("cut", kept.length, key);
        assertThat(read(key)).isEqualTo(kept);
        store.delete(key);
    }

    @Test
    void aLengthThatIsNotThereIsNotPromoted() throws IOException {
        append(store, "short", 0, random(SEGMENT + 10), true);
        String key = ObjectKey.fresh(Digest.of(new byte[0]));
        assertThatThrownBy(() -> store.promote("short", SEGMENT + 11, key)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.promote("short", 2 * SEGMENT + 1, key)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.openPartial("short", 2 * SEGMENT)).isInstanceOf(EOFException.class);
        assertThat(store.length(key)).isEqualTo(-1);
        store.discardPartial("short");
    }

    @Test
    void aCopyTakesFullSegmentsAndThePartThatWasRecorded() throws IOException {
        byte[] content = random(2 * SEGMENT + 5_000);
        append(store, "dead", 0, content, true);
        int length = 2 * SEGMENT + 3_000;
        store.copyPartial("dead", "heir", length);
        try (InputStream in = store.readPartial("heir", length)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOf(content, length));
        }
        assertThat(store.holdsPartial("heir", length + 1)).isFalse();
        store.discardPartial("dead");
        store.discardPartial("heir");
    }

    @Test
    void aMultipartUploadThatACrashLeftIsFoundAndAborted() throws IOException {
        String key = ObjectKey.fresh(Digest.of("crash".getBytes(UTF_8)));
        try (S3Client client = S3Connection.client(settings(server.endpoint()))) {
            client.createMultipartUpload(r -> r.bucket(S3Proxy.BUCKET).key("some/prefix/" + key));
            client.createMultipartUpload(r -> r.bucket(S3Proxy.BUCKET).key("foreign/" + key));
            List<BlobStore.Stored> found = store.partials();
            assertThat(found).hasSize(1);
            ObjectKey.requirePlain(found.getFirst().name());
            try (S3BlobStore patient =
                    new S3BlobStore(settings(server.endpoint()), scratch, SMALL, Duration.ofHours(1))) {
                assertThat(patient.partials()).isEmpty();
            }
            store.discardPartial(found.getFirst().name());
            store.discardPartial(found.getFirst().name());
            assertThat(client.listMultipartUploads(r -> r.bucket(S3Proxy.BUCKET))
                            .uploads())
                    .hasSize(1);
        }
    }

    @Test
    void manyObjectsAreDeletedAtOnceAndTheMissingOnesAreNoFailure() throws IOException {
        List<String> keys = new java.util.ArrayList<>();
        for (int i = 0; i < 5; i++) {
            byte[] content = ("many " + i).getBytes(UTF_8);
            keys.add(ObjectKey.fresh(Digest.of(content)));
            append(store, "one", 0, content, false);
            store.promote("one", content.length, keys.get(i));
        }
        keys.add(ObjectKey.fresh(Digest.of(new byte[3])));
        assertThat(store.deleteAll(keys)).isEmpty();
    }

    @Test
    void anObjectInQuarantineIsOutOfReach() throws IOException {
        byte[] content = "suspicious".getBytes(UTF_8);
        String key = ObjectKey.fresh(Digest.of(content));
        append(store, "one", 0, content, false);
        store.promote("one", content.length, key);
        assertThat(store.quarantine(key)).isTrue();
        assertThat(store.length(key)).isEqualTo(-1);
        assertThat(server.keys()).contains("some/prefix/quarantine/" + key.substring(key.lastIndexOf('/') + 1));
    }

    @Test
    void aPresignedAddressReadsTheObjectWithoutCredentials() throws Exception {
        byte[] content = random(10_000);
        String key = ObjectKey.fresh(Digest.of(content));
        append(store, "one", 0, content, false);
        store.promote("one", content.length, key);
        URI address = store.presigned(key, Duration.ofMinutes(1), "application/x-test")
                .orElseThrow();
        assertThat(address.toString()).doesNotContain(S3Proxy.SECRET_KEY);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(content);
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-test");
        }
        store.delete(key);
    }

    @Test
    void wrongKeysAreToldWithWhatToDo() throws IOException {
        S3Settings right = settings(server.endpoint());
        S3Settings wrong = new S3Settings(
                right.bucket(),
                "",
                right.endpoint(),
                "us-east-1",
                true,
                null,
                S3Proxy.ACCESS_KEY,
                "wrong",
                right.serverSideEncryption(),
                null);
        try (S3BlobStore refused = new S3BlobStore(wrong, scratch)) {
            assertThatThrownBy(refused::probe)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("403")
                    .hasMessageContaining("docs/storage.md");
        }
    }

    private byte[] read(String key) throws IOException {
        try (InputStream in = store.open(key).stream(0, store.length(key))) {
            return in.readAllBytes();
        }
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static void append(BlobStore to, String name, long offset, byte[] bytes, boolean sync) throws IOException {
        try (PartialContent content = to.openPartial(name, offset)) {
            for (int from = 0; from < bytes.length; from += 100_000) {
                content.write(bytes, from, Math.min(100_000, bytes.length - from));
            }
            if (sync) {
                content.sync();
            }
        }
    }
}
