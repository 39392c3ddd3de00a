package dev.portcullis.blob;

import dev.portcullis.blob.azure.AzureSettings;
import dev.portcullis.blob.gcs.GcsSettings;
import dev.portcullis.blob.remote.RefusedSetting;
import dev.portcullis.blob.s3.S3Settings;
import dev.portcullis.settings.InvalidSetting;
import dev.portcullis.settings.SettingsSection;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes are, as an administrator has set it.
 *
 * @param backend what is read and written
 * @param other what is written too: the place that the bytes are moving to, or the one that they have come from and can go
 *     back to; null where nothing moves
 * @param redirect whether clients are sent to the bucket for the bytes of large blobs
 */
public record StorageSettings(Backend backend, @Nullable Backend other, boolean redirect) {

    /**
     * A place for bytes. What is of no use to its kind is empty. The secret key is a secret of the section.
     *
     * @param folder of the kind filesystem; empty for {@code blobs} in the home
     * @param bucket for Azure the container
     * @param prefix in front of every key
     * @param endpoint of another store than Amazon's, or than the public cloud of Azure or Google
     * @param region of S3
     * @param pathStyle of S3
     * @param ca the authorities to trust for the endpoint in place of Java's, in PEM
     * @param accessKey of S3, empty to take credentials from the surroundings; for Azure the storage account's name
     * @param encryption of S3: {@code none}, {@code aes256} or {@code kms}
     * @param kmsKeyId of S3
     */
    public record Backend(
            StorageKind kind,
            String folder,
            String bucket,
            String prefix,
            String endpoint,
            String region,
            boolean pathStyle,
            String ca,
            String accessKey,
            String encryption,
            String kmsKeyId) {

        /** In the place of an account's key that is only known when the store is opened. */
        private static final String ANY_KEY = "AAAA";

        /** A folder; the default one where it is empty. */
        public static Backend folder(String folder) {
            return new Backend(StorageKind.FILESYSTEM, folder, "", "", "", "", false, "", "", "none", "");
        }

        /** In a few words, for people. */
        public String told() {
            return switch (kind) {
                case FILESYSTEM -> folder.isEmpty() ? "the folder blobs in the home" : "the folder " + folder;
                case S3 ->
                    "the bucket " + bucket + (prefix.isEmpty() ? "" : "/" + prefix)
                            + (endpoint.isEmpty() ? " of Amazon S3 in " + region : " at " + endpoint);
                case AZURE ->
                    "the container " + bucket + (prefix.isEmpty() ? "" : "/" + prefix) + " of Azure's account "
                            + accessKey + (endpoint.isEmpty() ? "" : " at " + endpoint);
                case GCS ->
                    "the bucket " + bucket + (prefix.isEmpty() ? "" : "/" + prefix) + " of Google Cloud Storage"
                            + (endpoint.isEmpty() ? "" : " at " + endpoint);
            };
        }

        Backend checked() {
            return switch (kind) {
                case FILESYSTEM -> checkedFolder();
                case S3 -> {
                    Backend plain = checkedS3();
                    plain.s3(plain.accessKey.isEmpty() ? null : "-");
                    yield plain;
                }
                case AZURE -> {
                    Backend plain = remote(text(accessKey));
                    plain.azure(ANY_KEY);
                    yield plain;
                }
                case GCS -> {
                    Backend plain = remote("");
                    plain.gcs(null);
                    yield plain;
                }
            };
        }

        private Backend checkedS3() {
            return new Backend(
                    kind,
                    "",
                    text(bucket),
                    text(prefix),
                    text(endpoint).replaceFirst("/+$", ""),
                    text(region).isEmpty() ? "us-east-1" : text(region),
                    pathStyle,
                    text(ca),
                    text(accessKey),
                    text(encryption).isEmpty() ? "none" : text(encryption).toLowerCase(Locale.ROOT),
                    text(kmsKeyId));
        }

        /** Without what only S3 knows. */
        private Backend remote(String account) {
            return new Backend(
                    kind,
                    "",
                    text(bucket),
                    text(prefix),
                    text(endpoint).replaceFirst("/+$", ""),
                    "",
                    false,
                    text(ca),
                    account,
                    "none",
                    "");
        }

        private Backend checkedFolder() {
            String given = text(folder);
            if (!given.isEmpty() && !Path.of(given).isAbsolute()) {
                throw InvalidSetting.at(
                        "folder", "The folder is an absolute path, the same on every node: /srv/registry/blobs.");
            }
            return folder(given);
        }

        private static String text(@Nullable String given) {
            return given == null ? "" : given.strip();
        }

        /** @param secretKey null where credentials come from the surroundings */
        S3Settings s3(@Nullable String secretKey) {
            return told(() -> new S3Settings(
                    bucket,
                    prefix,
                    address(),
                    region,
                    pathStyle,
                    orNull(ca),
                    orNull(accessKey),
                    accessKey.isEmpty() ? null : secretKey,
                    encryptionKind(),
                    orNull(kmsKeyId)));
        }

        /** @param accountKey null is refused */
        AzureSettings azure(@Nullable String accountKey) {
            return told(() -> new AzureSettings(
                    bucket, prefix, address(), orNull(ca), accessKey, accountKey == null ? "" : accountKey));
        }

        /** @param key null where credentials come from the surroundings */
        GcsSettings gcs(@Nullable String key) {
            return told(() ->
                    new GcsSettings(bucket, prefix, address(), orNull(ca), key == null || key.isEmpty() ? null : key));
        }

        private S3Settings.Encryption encryptionKind() {
            try {
                return S3Settings.Encryption.valueOf(encryption.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw InvalidSetting.at("encryption", "The encryption is none, aes256 or kms.");
            }
        }

        private @Nullable URI address() {
            try {
                return endpoint.isEmpty() ? null : URI.create(endpoint);
            } catch (IllegalArgumentException e) {
                throw InvalidSetting.at(
                        "endpoint", "The endpoint is no address. It is like https://store.example.com.");
            }
        }

        private static @Nullable String orNull(String given) {
            return given.isEmpty() ? null : given;
        }

        private static <T> T told(Supplier<T> settings) {
            try {
                return settings.get();
            } catch (RefusedSetting refused) {
                throw InvalidSetting.at(refused.field(), String.valueOf(refused.getMessage()));
            }
        }
    }

    /** The section of these settings. Where bytes are is changed by a move only: see {@link StorageMoves}. */
    @Singleton
    public static final class Section implements SettingsSection<StorageSettings> {
        static final String SECRET_KEY = "secretKey";
        static final String OTHER_SECRET_KEY = "otherSecretKey";

        @Override
        public String name() {
            return "storage";
        }

        @Override
        public Class<StorageSettings> type() {
            return StorageSettings.class;
        }

        @Override
        public StorageSettings defaults() {
            return new StorageSettings(Backend.folder(""), null, false);
        }

        @Override
        public Set<String> secrets() {
            return Set.of(SECRET_KEY, OTHER_SECRET_KEY);
        }

        @Override
        public StorageSettings settable(StorageSettings now, StorageSettings wish) {
            return new StorageSettings(now.backend, now.other, wish.redirect);
        }

        @Override
        public StorageSettings check(StorageSettings wish) {
            Backend backend = wish.backend == null ? Backend.folder("") : wish.backend.checked();
            return new StorageSettings(backend, wish.other == null ? null : wish.other.checked(), wish.redirect);
        }
    }
}
