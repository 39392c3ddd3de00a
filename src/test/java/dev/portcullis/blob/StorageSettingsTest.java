package dev.portcullis.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.StorageSettings.Backend;
import dev.portcullis.error.RegistryException;
import org.junit.jupiter.api.Test;

/** What an administrator sets is checked, and loses what its kind has no use for. */
class StorageSettingsTest {
    @Test
    void azureKeepsTheAccountAndNothingOfS3() {
        Backend kept = checked(of(StorageKind.AZURE, " registry ", "https://acme.blob.core.windows.net/", "acme"));
        assertThat(kept)
                .isEqualTo(new Backend(
                        StorageKind.AZURE,
                        "",
                        "registry",
                        "",
                        "https://acme.blob.core.windows.net",
                        "",
                        false,
                        "",
                        "acme",
                        "none",
                        ""));
        assertThat(kept.told())
                .isEqualTo("the container registry of Azure's account acme at https://acme.blob.core.windows.net");
    }

    @Test
    void googleKeepsTheBucketAndNothingOfS3() {
        Backend kept = checked(of(StorageKind.GCS, "registry", "", "acme"));
        assertThat(kept).isEqualTo(new Backend(StorageKind.GCS, "", "registry", "", "", "", false, "", "", "none", ""));
        assertThat(kept.told()).isEqualTo("the bucket registry of Google Cloud Storage");
    }

    @Test
    void aRefusalNamesTheField() {
        refuses("bucket", of(StorageKind.AZURE, "Registry", "", "acme"));
        refuses("accessKey", of(StorageKind.AZURE, "registry", "", ""));
        refuses("endpoint", of(StorageKind.AZURE, "registry", "no address", "acme"));
        refuses("bucket", of(StorageKind.GCS, "R", "", ""));
        refuses("endpoint", of(StorageKind.GCS, "registry", "https://storage.example.com/path", ""));
        refuses("bucket", of(StorageKind.S3, "R", "", ""));
        refuses("endpoint", of(StorageKind.S3, "registry", "ftp://s3.example.com", ""));
        refuses("encryption", new Backend(StorageKind.S3, "", "registry", "", "", "", false, "", "", "rot13", ""));
    }

    /** With fields of every kind filled in. */
    private static Backend of(StorageKind kind, String bucket, String endpoint, String accessKey) {
        boolean s3 = kind == StorageKind.S3;
        return new Backend(
                kind,
                "/some/folder",
                bucket,
                "",
                endpoint,
                "eu-central-1",
                true,
                "",
                accessKey,
                "kms",
                s3 ? "" : "some-key");
    }

    private static Backend checked(Backend wish) {
        return new StorageSettings.Section()
                .check(new StorageSettings(wish, null, false))
                .backend();
    }

    private static void refuses(String field, Backend wish) {
        assertThatThrownBy(() -> checked(wish))
                .isInstanceOfSatisfying(
                        RegistryException.class,
                        refused -> assertThat(refused.field()).isEqualTo(field));
    }
}
