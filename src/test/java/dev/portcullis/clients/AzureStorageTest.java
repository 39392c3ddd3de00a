package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.models.BlobItem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server with its bytes in a container of Azurite. */
class AzureStorageTest {
    @Test
    void aClientPushesAndPullsAndTheCommandLineTriesIt(@TempDir Path folder) throws Exception {
        try (Azurite azure = new Azurite(folder)) {
            Path key = Files.writeString(folder.resolve("key"), Azurite.KEY + "\n");
            PushAndPullOn product = new PushAndPullOn(
                    folder,
                    Map.of(
                            "PORTCULLIS_STORAGE_KIND",
                            "azure",
                            "PORTCULLIS_STORAGE_AZURE_CONTAINER",
                            Azurite.CONTAINER,
                            "PORTCULLIS_STORAGE_AZURE_PREFIX",
                            "the/registry",
                            "PORTCULLIS_STORAGE_AZURE_ACCOUNT",
                            Azurite.ACCOUNT,
                            "PORTCULLIS_STORAGE_AZURE_ACCOUNT_KEY_FILE",
                            key.toString(),
                            "PORTCULLIS_STORAGE_AZURE_ENDPOINT",
                            azure.endpoint()));
            product.run(
                    Azurite.KEY,
                    "--kind",
                    "azure",
                    "--container",
                    Azurite.CONTAINER,
                    "--account",
                    Azurite.ACCOUNT,
                    "--account-key-file",
                    key,
                    "--endpoint",
                    azure.endpoint());
            List<String> objects = azure.container().listBlobs().stream()
                    .map(BlobItem::getName)
                    .toList();
            assertThat(objects).hasSize(3).allMatch(name -> name.startsWith("the/registry/sha256/"));
        }
    }
}
