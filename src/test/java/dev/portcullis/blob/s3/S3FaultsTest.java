package dev.portcullis.blob.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.remote.RangeStream;
import dev.portcullis.blob.remote.RemoteStoreContract;
import dev.portcullis.blob.remote.UploadsUnderFaults;
import dev.portcullis.reference.Digest;
import dev.portcullis.testing.FaultyRelay;
import dev.portcullis.testing.FaultyRelay.Faults;
import dev.portcullis.testing.S3Proxy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that fails now and then loses nothing that was acknowledged, and never gives wrong bytes (REL-45). */
class S3FaultsTest {
    @TempDir
    Path scratch;

    @Test
    void whatIsAcknowledgedIsThereAndRight() throws Exception {
        try (S3Proxy server = new S3Proxy();
                FaultyRelay relay = new FaultyRelay(server.port());
                S3BlobStore store = open(relay.endpoint())) {
            relay.set(new Faults(5, 3, 3, 5));
            UploadsUnderFaults world = new UploadsUnderFaults(store);
            world.run();
            assertThat(relay.spoiled()).isGreaterThan(UploadsUnderFaults.UPLOADS / 4);
            relay.set(Faults.NONE);
            world.checkAndClear();
        }
    }

    @Test
    void aStoreThatShowsThingsLateIsNoticed() throws Exception {
        Map<String, String> late = Map.of(
                "s3proxy.eventual-consistency", "true",
                "s3proxy.eventual-consistency.delay", "1",
                "s3proxy.eventual-consistency.probability", "0.3",
                "alt.jclouds.provider", "transient-nio2",
                "alt.jclouds.identity", "none",
                "alt.jclouds.credential", "none");
        try (S3Proxy server = new S3Proxy(late);
                S3BlobStore store = open(server.endpoint())) {
            UploadsUnderFaults world = new UploadsUnderFaults(store);
            world.run();
            Thread.sleep(2_000);
            world.checkAcknowledged();
        }
    }

    @Test
    void anAnswerThatBreaksOffIsContinuedAndOneThatNeverComesIsAFailure() throws Exception {
        try (S3Proxy server = new S3Proxy();
                FaultyRelay relay = new FaultyRelay(server.port());
                S3BlobStore store = open(relay.endpoint())) {
            byte[] content = RemoteStoreContract.random(9 << 20);
            String key = ObjectKey.fresh(Digest.of(content));
            RemoteStoreContract.append(store, "upload", 0, content, true);
            store.promote("upload", content.length, key);
            relay.set(new Faults(0, 0, 0, 100));
            try (InputStream in = new RangeStream(bucket(relay), key, 0, content.length)) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
            assertThat(relay.spoiled()).isGreaterThan(2);
            try (InputStream in = new RangeStream(bucket(relay), key, 0, content.length)) {
                in.readNBytes(1 << 20);
                relay.set(new Faults(100, 0, 0, 0));
                assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
            }
        }
    }

    private Bucket bucket(FaultyRelay relay) throws IOException {
        S3Settings settings = S3BlobStoreTest.settings(relay.endpoint());
        return new Bucket(S3Connection.client(settings), settings);
    }

    private S3BlobStore open(String endpoint) throws IOException {
        return new S3BlobStore(S3BlobStoreTest.settings(endpoint), scratch, RemoteStoreContract.SMALL, Duration.ZERO);
    }
}
