package dev.portcullis.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.UploadSession;
import dev.portcullis.blob.Uploads;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that break, resume, end twice, or belong to somebody else (REL-02, REL-06, REL-08, CVE-2026-32589). */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class UploadsTest {
    @Inject
    Uploads uploads;

    @Inject
    BlobLinks links;

    @Inject
    BlobContents contents;

    @Inject
    BlobStore store;

    @Inject
    TestClient client;

    @Inject
    Jdbi jdbi;

    private long repository;
    /** What uploads of other tests have left open. */
    private java.util.Set<String> before = java.util.Set.of();

    private java.util.Set<String> partials() throws IOException {
        return store.partials().stream().map(BlobStore.Stored::name).collect(java.util.stream.Collectors.toSet());
    }

    @BeforeEach
    void repository() throws IOException {
        before = partials();
        repository = client.repository("uploads/" + UUID.randomUUID().toString().substring(0, 8));
    }

    @Test
    void chunksMakeOneBlob() throws IOException {
        UploadSession session = uploads.start(repository, null);
        session = uploads.append(session, 0, bytes("hello "));
        session = uploads.append(session, 6, bytes("wor"));
        assertThat(session.received()).isEqualTo(9);
        assertThat(finish(session, "hello world", "ld")).isEqualTo("hello world");
        assertThat(partials()).isEqualTo(before);
        UploadSession ended = session;
        assertCode(ErrorCode.BLOB_UPLOAD_UNKNOWN, () -> find(ended));
    }

    @Test
    void aChunkInTheWrongPlaceIsRefusedAndTheSessionStandsWhereItStood() throws IOException {
        UploadSession session = uploads.append(uploads.start(repository, null), -1, bytes("hello"));
        for (long place : new long[] {0, 4, 6, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> uploads.append(session, place, bytes("x")))
                    .isInstanceOfSatisfying(RegistryException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.RANGE_INVALID);
                        assertThat(e.headers()).containsEntry("Range", "0-4");
                    });
        }
        assertThat(find(session).received()).isEqualTo(5);
        assertThat(finish(find(session), "hello", "")).isEqualTo("hello");
    }

    @Test
    void aReplayedChunkIsRefused() {
        UploadSession before = uploads.start(repository, null);
        uploads.append(before, 0, bytes("hello"));
        assertCode(ErrorCode.RANGE_INVALID, () -> uploads.append(before, 0, bytes("hello")));
        uploads.cancel(find(before));
    }

    @Test
    void aBrokenBodyKeepsWhatCameAndGoesOnFromThere() throws IOException {
        UploadSession session = uploads.start(repository, null);
        byte[] content = new byte[700_000];
        new Random(1).nextBytes(content);
        assertThatThrownBy(() -> uploads.append(session, 0, new Breaking(content, 300_000)))
                .isInstanceOf(RuntimeException.class);
        UploadSession standing = find(session);
        assertThat(standing.received()).isEqualTo(300_000);
        InputStream rest = new ByteArrayInputStream(content, 300_000, 400_000);
        Digest digest = Digest.of(content);
        links.commit(repository, uploads.commit(standing, 300_000, digest, rest));
        client.read(repository, digest);
    }

    @Test
    void aSessionThatAnotherNodeBeganIsHashedFromItsBytes() throws IOException {
        UploadSession session = uploads.append(uploads.start(repository, null), 0, bytes("hello "));
        // Another node knows nothing of the running hash; a session under a new id looks just like that here.
        UUID elsewhere = UUID.randomUUID();
        jdbi.useHandle(h -> h.execute("update upload set id = ? where id = ?", elsewhere, session.id()));
        UploadSession taken = uploads.find(elsewhere.toString(), repository, null);
        assertThat(finish(taken, "hello world", "world")).isEqualTo("hello world");
    }

    @Test
    void aSessionWhoseContentACrashMovedAwayIsOver() throws IOException {
        UploadSession session = uploads.append(uploads.start(repository, null), 0, bytes("hello"));
        store.discardPartial(session.partial());
        assertCode(ErrorCode.BLOB_UPLOAD_UNKNOWN, () -> find(session));
    }

    @Test
    void sha512IsKnownOnlyAtTheEnd() {
        UploadSession session = uploads.append(uploads.start(repository, null), 0, bytes("hello"));
        Digest digest = Digest.of(Digest.Algorithm.SHA512, "hello".getBytes(UTF_8));
        links.commit(repository, uploads.commit(session, -1, digest, bytes("")));
        client.read(repository, digest);
    }

    @Test
    void otherBytesThanAnnouncedAreRefusedAndLeaveNothing() throws IOException {
        Digest digest = Digest.of("hello".getBytes(UTF_8));
        assertCode(ErrorCode.DIGEST_INVALID, () -> uploads.receive(digest, bytes("other"), null));
        UploadSession chunked = uploads.append(uploads.start(repository, null), 0, bytes("oth"));
        assertCode(ErrorCode.DIGEST_INVALID, () -> uploads.commit(chunked, 3, digest, bytes("er")));
        assertThat(links.find(repository, digest)).isEmpty();
        assertThat(partials()).isEqualTo(before);
    }

    @Test
    void anUploadBelongsToItsRepositoryAndItsAccount() {
        UploadSession session = uploads.start(repository, null);
        long other = client.repository("uploads/other");
        assertCode(
                ErrorCode.BLOB_UPLOAD_UNKNOWN, () -> uploads.find(session.id().toString(), other, null));
        assertCode(
                ErrorCode.BLOB_UPLOAD_UNKNOWN, () -> uploads.find(session.id().toString(), repository, 1L));
        for (String id : new String[] {
            "", "x", "../x", session.id() + "/", session.id().toString().toUpperCase(java.util.Locale.ROOT)
        }) {
            assertCode(ErrorCode.BLOB_UPLOAD_UNKNOWN, () -> uploads.find(id, repository, null));
        }
        uploads.cancel(session);
    }

    @Test
    void twoFinishingRequestsAtOnceEndInOneBlob() throws Exception {
        for (int round = 0; round < 20; round++) {
            byte[] content = ("finish " + round).getBytes(UTF_8);
            Digest digest = Digest.of(content);
            UploadSession session = uploads.start(repository, null);
            Callable<LinkedBlob> put = () ->
                    links.commit(repository, uploads.commit(session, 0, digest, new ByteArrayInputStream(content)));
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<LinkedBlob> done : threads.invokeAll(java.util.List.of(put, put, put))) {
                    assertThat(done.get().digest()).isEqualTo(digest);
                }
            }
            client.read(repository, digest);
        }
        assertThat(partials()).isEqualTo(before);
    }

    @Test
    void oneBlobPushedBy64ClientsAtOnceIsOneRowAndOneFile() throws Exception {
        byte[] content = ("same " + repository).getBytes(UTF_8);
        Digest digest = Digest.of(content);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pushes = IntStream.range(0, 64)
                    .<Callable<LinkedBlob>>mapToObj(i -> () ->
                            links.commit(repository, uploads.receive(digest, new ByteArrayInputStream(content), null)))
                    .toList();
            for (Future<LinkedBlob> done : threads.invokeAll(pushes)) {
                assertThat(done.get().size()).isEqualTo(content.length);
            }
        }
        int shard = Integer.parseInt(digest.hex().substring(0, 2), 16);
        assertThat(store.objects(shard))
                .filteredOn(o -> o.name().contains(digest.hex()))
                .hasSize(1);
    }

    @Test
    void aPushHealsADamagedBlob() throws IOException {
        byte[] content = ("heal " + repository).getBytes(UTF_8);
        Digest digest = Digest.of(content);
        LinkedBlob first = links.commit(repository, uploads.receive(digest, new ByteArrayInputStream(content), null));
        store.delete(first.objectKey());
        assertThatThrownBy(() -> contents.open(first)).isInstanceOf(RegistryException.class);
        links.commit(repository, uploads.receive(digest, new ByteArrayInputStream(content), null));
        client.read(repository, digest);
    }

    private String finish(UploadSession session, String whole, String last) throws IOException {
        Digest digest = Digest.of(whole.getBytes(UTF_8));
        LinkedBlob blob = links.commit(repository, uploads.commit(session, -1, digest, bytes(last)));
        try (InputStream in = contents.open(blob).stream(0, blob.size())) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private UploadSession find(UploadSession session) {
        return uploads.find(session.id().toString(), repository, null);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static void assertCode(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** A client that goes away. */
    private static final class Breaking extends InputStream {
        private final InputStream content;

        Breaking(byte[] content, int after) {
            this.content = new ByteArrayInputStream(content, 0, after);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = content.read(buffer, offset, length);
            if (n < 0) {
                throw new IOException("connection closed");
            }
            return n;
        }
    }
}
