package dev.portcullis.blob.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.remote.RefusedSetting;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GcsSettingsTest {
    @Test
    void withoutAKeyTheSurroundingsAreAsked() {
        GcsSettings plain = new GcsSettings("acme.example.com", "", null, null, null);
        assertThat(plain.address()).isEqualTo("https://storage.googleapis.com");
        assertThat(plain.toString()).contains("key=none");
    }

    @Test
    void whatIsWrongIsToldWithWhatToDo() {
        refuses("bucket", "Correct the bucket", "Bucket!", "", null, null);
        refuses("prefix", "Correct the prefix", "bucket", "a/../b", null, null);
        refuses("endpoint", "setting of its own", "bucket", "", "https://storage.example.com/bucket", null);
        refuses("secretKey", "Copy it again", "bucket", "", null, "canary");
        // Another kind of credential, which would run a program of whoever set it.
        refuses(
                "secretKey",
                "Copy it again",
                "bucket",
                "",
                null,
                "{\"type\":\"external_account\",\"credential_source\":{\"executable\":{\"command\":\"/bin/canary\"}}}");
    }

    private static void refuses(
            String field,
            String sentence,
            String bucket,
            String prefix,
            @Nullable String endpoint,
            @Nullable String key) {
        URI address = endpoint == null ? null : URI.create(endpoint);
        assertThatThrownBy(() -> new GcsSettings(bucket, prefix, address, null, key))
                .isInstanceOfSatisfying(
                        RefusedSetting.class,
                        refused -> assertThat(refused.field()).isEqualTo(field))
                .hasMessageContaining(sentence)
                .message()
                .doesNotContain("canary");
    }
}
