package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.gcs.GcsBlobStore;
import dev.portcullis.blob.gcs.GcsSettings;
import dev.portcullis.blob.remote.RemoteStoreContract;
import dev.portcullis.blob.remote.Segments;
import dev.portcullis.blob.remote.UploadsUnderFaults;
import dev.portcullis.reference.Digest;
import dev.portcullis.testing.FaultyRelay;
import dev.portcullis.testing.FaultyRelay.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store of Google's against fake-gcs-server. */
class GcsStoreTest extends RemoteStoreContract {
    private static final String PREFIX = "some/prefix/";

    @TempDir
    static Path folder;

    private static FakeGcs server;

    @TempDir
    Path scratch;

    @BeforeAll
    static void start() throws Exception {
        server = new FakeGcs(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected BlobStore another() throws IOException {
        return open(server.endpoint(), FakeGcs.BUCKET, SMALL);
    }

    private GcsBlobStore open(String endpoint, String bucket, Segments segments) throws IOException {
        GcsSettings settings = new GcsSettings(bucket, "some/prefix", URI.create(endpoint), null, server.key());
        return new GcsBlobStore(settings, scratch, segments);
    }

    @Override
    protected boolean holds(String key) {
        return server.names().contains(PREFIX + key);
    }

    /** Asked at once, since 512 listings take seconds. */
    @Override
    protected List<String> left() {
        return server.names().stream()
                .filter(name -> !name.startsWith(PREFIX + "quarantine/"))
                .toList();
    }

    @Test
    void moreSegmentsThanOneRequestTakesAreJoinedInLayers() throws IOException {
        Segments tiny = new Segments(List.of(new Segments.Tier(10_000, 1_000)));
        BlobStore store = open(server.endpoint(), FakeGcs.BUCKET, tiny);
        byte[] content = random(70_500);
        append(store, "many", 0, content, true);
        String key = ObjectKey.fresh(Digest.of(content));
        store.promote("many", content.length, key);
        try (InputStream in = store.open(key).stream(0, content.length)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(store.delete(key)).isTrue();
    }

    @Test
    void aTokenIsAskedForWithTheKeyOfTheServiceAccount() throws IOException {
        int before = server.tokens();
        another().probe();
        assertThat(server.tokens()).isEqualTo(before + 1);
    }

    @Test
    void whatIsAcknowledgedUnderFaultsIsThereAndRight() throws Exception {
        try (FaultyRelay relay = new FaultyRelay(server.port())) {
            relay.set(new Faults(5, 3, 3, 5));
            UploadsUnderFaults world = new UploadsUnderFaults(open(relay.endpoint(), FakeGcs.BUCKET, SMALL));
            world.run();
            assertThat(relay.spoiled()).isGreaterThan(UploadsUnderFaults.UPLOADS / 4);
            relay.set(Faults.NONE);
            world.checkAndClear();
        }
    }

    @Test
    void anAnswerThatBreaksOffIsContinued() throws Exception {
        try (FaultyRelay relay = new FaultyRelay(server.port())) {
            UploadsUnderFaults.checkContinued(open(relay.endpoint(), FakeGcs.BUCKET, SMALL), relay);
        }
    }

    @Test
    void aSignedAddressReadsTheObject() throws Exception {
        byte[] content = random(10_000);
        String key = put(content);
        URI address = store().presigned(key, Duration.ofMinutes(1), "application/x-test")
                .orElseThrow();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(content);
        }
        store().delete(key);
    }

    @Test
    void aMissingBucketIsToldWithWhatToDo() throws Exception {
        BlobStore missing = open(server.endpoint(), "elsewhere", SMALL);
        assertThatThrownBy(missing::probe).isInstanceOf(IOException.class).hasMessageContaining("Create the bucket");
    }
}
