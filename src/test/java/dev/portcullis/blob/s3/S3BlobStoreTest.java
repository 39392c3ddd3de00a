package dev.portcullis.blob.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.remote.RemoteStoreContract;
import dev.portcullis.reference.Digest;
import dev.portcullis.testing.S3Proxy;
import java.io.IOException;
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
import software.amazon.awssdk.services.s3.S3Client;

class S3BlobStoreTest extends RemoteStoreContract {
    private static S3Proxy server;

    @TempDir
    Path scratch;

    @BeforeAll
    static void start() {
        server = new S3Proxy();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected S3BlobStore another() throws IOException {
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
    protected boolean holds(String key) {
        return server.keys().contains("some/prefix/" + key);
    }

    /** Asked from the server, since 512 listings take seconds. */
    @Override
    protected List<String> left() {
        return server.keys().stream()
                .filter(key -> key.startsWith("some/prefix/") && !key.contains("/quarantine/"))
                .toList();
    }

    @Test
    void aMultipartUploadThatACrashLeftIsFoundAndAborted() throws IOException {
        String key = ObjectKey.fresh(Digest.of("crash".getBytes(UTF_8)));
        try (S3Client client = S3Connection.client(settings(server.endpoint()))) {
            client.createMultipartUpload(r -> r.bucket(S3Proxy.BUCKET).key("some/prefix/" + key));
            client.createMultipartUpload(r -> r.bucket(S3Proxy.BUCKET).key("foreign/" + key));
            List<BlobStore.Stored> found = store().partials();
            assertThat(found).hasSize(1);
            ObjectKey.requirePlain(found.getFirst().name());
            try (S3BlobStore patient =
                    new S3BlobStore(settings(server.endpoint()), scratch, SMALL, Duration.ofHours(1))) {
                assertThat(patient.partials()).isEmpty();
            }
            store().discardPartial(found.getFirst().name());
            store().discardPartial(found.getFirst().name());
            assertThat(client.listMultipartUploads(r -> r.bucket(S3Proxy.BUCKET))
                            .uploads())
                    .hasSize(1);
        }
    }

    @Test
    void aPresignedAddressReadsTheObjectWithoutCredentials() throws Exception {
        byte[] content = random(10_000);
        String key = put(content);
        URI address = store().presigned(key, Duration.ofMinutes(1), "application/x-test")
                .orElseThrow();
        assertThat(address.toString()).doesNotContain(S3Proxy.SECRET_KEY);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(content);
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-test");
        }
        store().delete(key);
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
}
