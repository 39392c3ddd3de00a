package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.azure.AzureBlobStore;
import dev.portcullis.blob.azure.AzureSettings;
import dev.portcullis.blob.remote.RemoteStoreContract;
import dev.portcullis.blob.remote.UploadsUnderFaults;
import dev.portcullis.testing.FaultyRelay;
import dev.portcullis.testing.FaultyRelay.Faults;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The container store against Azurite. */
class AzureStoreTest extends RemoteStoreContract {
    private static final String PREFIX = "some/prefix/";

    @TempDir
    static Path folder;

    private static Azurite server;
    private static BlobContainerClient container;

    @TempDir
    Path scratch;

    @BeforeAll
    static void start() throws Exception {
        server = new Azurite(folder);
        container = server.container();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected BlobStore another() throws IOException {
        return open(server.endpoint(), Azurite.CONTAINER, Azurite.KEY);
    }

    private AzureBlobStore open(String endpoint, String name, String key) throws IOException {
        AzureSettings settings =
                new AzureSettings(name, "some/prefix", URI.create(endpoint), null, Azurite.ACCOUNT, key);
        return new AzureBlobStore(settings, scratch, SMALL);
    }

    @Override
    protected boolean holds(String key) {
        return container.getBlobClient(PREFIX + key).exists();
    }

    /** Asked at once, since 512 listings take seconds. */
    @Override
    protected List<String> left() {
        return container.listBlobs().stream()
                .map(BlobItem::getName)
                .filter(name -> !name.startsWith(PREFIX + "quarantine/"))
                .toList();
    }

    @Test
    void whatIsAcknowledgedUnderFaultsIsThereAndRight() throws Exception {
        try (FaultyRelay relay = new FaultyRelay(server.port())) {
            relay.set(new Faults(5, 3, 3, 5));
            UploadsUnderFaults world = new UploadsUnderFaults(
                    open(relay.endpoint() + "/" + Azurite.ACCOUNT, Azurite.CONTAINER, Azurite.KEY));
            world.run();
            assertThat(relay.spoiled()).isGreaterThan(UploadsUnderFaults.UPLOADS / 4);
            relay.set(Faults.NONE);
            world.checkAndClear();
        }
    }

    @Test
    void anAnswerThatBreaksOffIsContinued() throws Exception {
        try (FaultyRelay relay = new FaultyRelay(server.port())) {
            UploadsUnderFaults.checkContinued(
                    open(relay.endpoint() + "/" + Azurite.ACCOUNT, Azurite.CONTAINER, Azurite.KEY), relay);
        }
    }

    @Test
    void aPresignedAddressReadsTheObjectWithoutCredentials() throws Exception {
        byte[] content = random(10_000);
        String key = put(content);
        URI address = store().presigned(key, Duration.ofMinutes(1), "application/x-test")
                .orElseThrow();
        assertThat(address.toString()).doesNotContain(Azurite.KEY).contains("sp=r&");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(content);
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-test");
            URI other = URI.create(address.toString().replaceFirst("sp=r&", "sp=rw&"));
            assertThat(http.send(HttpRequest.newBuilder(other).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(403);
        }
        store().delete(key);
    }

    @Test
    void aWrongKeyAndAMissingContainerAreToldWithWhatToDo() throws Exception {
        String wrong = Base64.getEncoder().encodeToString(new byte[32]);
        BlobStore refused = open(server.endpoint(), Azurite.CONTAINER, wrong);
        assertThatThrownBy(refused::probe)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("403")
                .hasMessageContaining("docs/storage.md");
        BlobStore missing = open(server.endpoint(), "elsewhere", Azurite.KEY);
        assertThatThrownBy(missing::probe).isInstanceOf(IOException.class).hasMessageContaining("Create the container");
    }
}
