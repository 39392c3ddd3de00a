package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server with its bytes in a bucket of fake-gcs-server. */
class GcsStorageTest {
    @Test
    void aClientPushesAndPullsAndTheCommandLineTriesIt(@TempDir Path folder) throws Exception {
        try (FakeGcs google = new FakeGcs(folder)) {
            Path key = Files.writeString(folder.resolve("key.json"), google.key());
            PushAndPullOn product = new PushAndPullOn(
                    folder,
                    Map.of(
                            "PORTCULLIS_STORAGE_KIND",
                            "gcs",
                            "PORTCULLIS_STORAGE_GCS_BUCKET",
                            FakeGcs.BUCKET,
                            "PORTCULLIS_STORAGE_GCS_PREFIX",
                            "the/registry",
                            "PORTCULLIS_STORAGE_GCS_KEY_FILE",
                            key.toString(),
                            "PORTCULLIS_STORAGE_GCS_ENDPOINT",
                            google.endpoint()));
            product.run(
                    "BEGIN PRIVATE KEY",
                    "--kind",
                    "gcs",
                    "--bucket",
                    FakeGcs.BUCKET,
                    "--secret-key-file",
                    key,
                    "--endpoint",
                    google.endpoint());
            assertThat(google.names()).hasSize(3).allMatch(name -> name.startsWith("the/registry/sha256/"));
        }
    }
}
