package dev.portcullis.blob.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.s3.S3Settings.Encryption;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class S3SettingsTest {
    @Test
    void theSecretIsNeverShown() {
        assertThat(of("bucket", "", "https://s3.example.com", "key", "canary", Encryption.NONE, null))
                .asString()
                .contains("bucket", "key")
                .doesNotContain("canary");
    }

    @Test
    void whatIsWrongIsToldWithWhatToDo() {
        refuses("Correct the bucket", "Bucket!", "", null, null, null, Encryption.NONE, null);
        refuses("Correct the prefix", "bucket", "/a/", null, null, null, Encryption.NONE, null);
        refuses("Correct the prefix", "bucket", "a/../b", null, null, null, Encryption.NONE, null);
        refuses("setting of its own", "bucket", "", "https://s3.example.com/bucket", null, null, Encryption.NONE, null);
        refuses("must be an address", "bucket", "", "ftp://s3.example.com", null, null, Encryption.NONE, null);
        refuses("must be an address", "bucket", "", "https://user@s3.example.com", null, null, Encryption.NONE, null);
        refuses("Give both", "bucket", "", null, "key", null, Encryption.NONE, null);
        refuses("no spaces or line ends", "bucket", "", null, "key", "secret\n", Encryption.NONE, null);
        refuses("Choose it", "bucket", "", null, null, null, Encryption.AES256, "arn:aws:kms:x");
    }

    private static void refuses(
            String sentence,
            String bucket,
            String prefix,
            @Nullable String endpoint,
            @Nullable String accessKey,
            @Nullable String secretKey,
            Encryption encryption,
            @Nullable String kmsKey) {
        assertThatThrownBy(() -> of(bucket, prefix, endpoint, accessKey, secretKey, encryption, kmsKey))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence)
                .message()
                .doesNotContain("secret\n");
    }

    private static S3Settings of(
            String bucket,
            String prefix,
            @Nullable String endpoint,
            @Nullable String accessKey,
            @Nullable String secretKey,
            Encryption encryption,
            @Nullable String kmsKey) {
        URI address = endpoint == null ? null : URI.create(endpoint);
        return new S3Settings(
                bucket, prefix, address, "eu-central-1", false, null, accessKey, secretKey, encryption, kmsKey);
    }
}
