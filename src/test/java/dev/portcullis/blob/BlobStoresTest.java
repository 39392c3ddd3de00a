package dev.portcullis.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.azure.AzureBlobStore;
import dev.portcullis.error.CannotStartException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of the server names a store, or it is told what is missing. */
class BlobStoresTest {
    @TempDir
    Path home;

    @Test
    void azure() throws IOException {
        Path key = Files.writeString(home.resolve("key"), "Y2FuYXJ5\n");
        Map<String, String> settings = new HashMap<>(Map.of("kind", "azure"));
        refuses("PORTCULLIS_STORAGE_AZURE_CONTAINER", settings);
        settings.put("azure.container", "registry");
        refuses("PORTCULLIS_STORAGE_AZURE_ACCOUNT to", settings);
        settings.put("azure.account", "acme");
        refuses("PORTCULLIS_STORAGE_AZURE_ACCOUNT_KEY_FILE", settings);
        settings.put("azure.account-key-file", key.toString());
        assertThat(BlobStores.open(config(settings), home)).isInstanceOf(AzureBlobStore.class);
        settings.put("azure.prefix", "/wrong");
        refuses("Correct the prefix", settings);
    }

    @Test
    void gcs() throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of("kind", "gcs"));
        refuses("PORTCULLIS_STORAGE_GCS_BUCKET", settings);
        settings.put("gcs.bucket", "registry");
        settings.put("gcs.key-file", home.resolve("missing").toString());
        refuses("cannot be read", settings);
        settings.put(
                "gcs.key-file", Files.writeString(home.resolve("key"), "{}").toString());
        refuses("Copy it again", settings);
    }

    private void refuses(String sentence, Map<String, String> settings) {
        assertThatThrownBy(() -> BlobStores.open(config(settings), home))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining(sentence);
    }

    private static StorageConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        settings.forEach((name, value) -> all.put("portcullis.storage." + name, value));
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(StorageConfig.class)
                .withConverter(
                        io.quarkus.runtime.configuration.MemorySize.class,
                        100,
                        new io.quarkus.runtime.configuration.MemorySizeConverter())
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build()
                .getConfigMapping(StorageConfig.class);
    }
}
