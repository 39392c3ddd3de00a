package dev.portcullis.blob;

import dev.portcullis.blob.azure.AzureBlobStore;
import dev.portcullis.blob.azure.AzureSettings;
import dev.portcullis.blob.gcs.GcsBlobStore;
import dev.portcullis.blob.gcs.GcsSettings;
import dev.portcullis.blob.s3.S3BlobStore;
import dev.portcullis.blob.s3.S3Settings;
import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the store that the configuration names. */
public final class BlobStores {
    private BlobStores() {}

    /** @param home where the folder store is by default, and where uploads to a bucket are collected */
    public static BlobStore open(StorageConfig config, Path home) throws IOException {
        return switch (config.kind().orElse(StorageKind.FILESYSTEM)) {
            case FILESYSTEM -> folder(config, home, "");
            case S3 -> bucket(settings(config.s3()), home);
            case AZURE -> container(settings(config.azure()), home);
            case GCS -> googleBucket(settings(config.gcs()), home);
        };
    }

    /** @param folder empty for the one of the configuration, or else of the home */
    static BlobStore folder(StorageConfig config, Path home, String folder) throws IOException {
        return new FilesystemBlobStore(
                folder.isEmpty() ? config.folder().orElse(home.resolve("blobs")) : Path.of(folder),
                config.minFree().asLongValue());
    }

    static BlobStore bucket(S3Settings settings, Path home) throws IOException {
        return new S3BlobStore(settings, home.resolve("scratch"));
    }

    static BlobStore container(AzureSettings settings, Path home) throws IOException {
        return new AzureBlobStore(settings, home.resolve("scratch"));
    }

    static BlobStore googleBucket(GcsSettings settings, Path home) throws IOException {
        return new GcsBlobStore(settings, home.resolve("scratch"));
    }

    private static GcsSettings settings(StorageConfig.Gcs gcs) {
        String variables = "PORTCULLIS_STORAGE_GCS_";
        try {
            return new GcsSettings(
                    given(gcs.bucket(), "gcs", "bucket", variables + "BUCKET to the name of one that exists."),
                    gcs.prefix().orElse(""),
                    gcs.endpoint().orElse(null),
                    gcs.caFile().map(BlobStores::read).orElse(null),
                    gcs.keyFile().map(BlobStores::read).orElse(null));
        } catch (IllegalArgumentException e) {
            throw new CannotStartException("The storage's settings (" + variables + "...): " + e.getMessage(), e);
        }
    }

    private static AzureSettings settings(StorageConfig.Azure azure) {
        String variables = "PORTCULLIS_STORAGE_AZURE_";
        try {
            return new AzureSettings(
                    given(
                            azure.container(),
                            "azure",
                            "container",
                            variables + "CONTAINER to the name of one that exists."),
                    azure.prefix().orElse(""),
                    azure.endpoint().orElse(null),
                    azure.caFile().map(BlobStores::read).orElse(null),
                    given(azure.account(), "azure", "account", variables + "ACCOUNT to the storage account's name."),
                    given(
                            azure.accountKey().or(() -> azure.accountKeyFile().map(BlobStores::read)),
                            "azure",
                            "key",
                            variables + "ACCOUNT_KEY_FILE to a file that holds a key of the account."));
        } catch (IllegalArgumentException e) {
            throw new CannotStartException("The storage's settings (" + variables + "...): " + e.getMessage(), e);
        }
    }

    private static String given(Optional<String> value, String kind, String what, String way) {
        return value.orElseThrow(
                () -> new CannotStartException("The storage is " + kind + " and has no " + what + ". Set " + way));
    }

    private static S3Settings settings(StorageConfig.S3 s3) {
        String bucket =
                given(s3.bucket(), "s3", "bucket", "PORTCULLIS_STORAGE_S3_BUCKET to the name of one that exists.");
        Optional<String> secret = s3.secretKey().or(() -> s3.secretKeyFile().map(BlobStores::read));
        try {
            return new S3Settings(
                    bucket,
                    s3.prefix().orElse(""),
                    s3.endpoint().orElse(null),
                    s3.region(),
                    s3.pathStyle(),
                    s3.caFile().map(BlobStores::read).orElse(null),
                    s3.accessKey().orElse(null),
                    secret.orElse(null),
                    s3.serverSideEncryption(),
                    s3.kmsKeyId().orElse(null));
        } catch (IllegalArgumentException e) {
            throw new CannotStartException("The storage's settings (PORTCULLIS_STORAGE_S3_...): " + e.getMessage(), e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CannotStartException(
                    "The file " + file + " of the storage's settings cannot be read. Make it, or correct the name.", e);
        }
    }
}
