package dev.portcullis.blob;

import dev.portcullis.blob.s3.S3Settings;
import dev.portcullis.settings.InvalidSetting;
import dev.portcullis.settings.SettingsSection;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
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
     * @param prefix in front of every key
     * @param endpoint of another store than Amazon's
     * @param ca the authorities to trust for the endpoint in place of Java's, in PEM
     * @param accessKey empty to take credentials from the surroundings
     * @param encryption {@code none}, {@code aes256} or {@code kms}
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
            };
        }

        Backend checked() {
            return switch (kind) {
                case FILESYSTEM -> checkedFolder();
                case S3 -> {
                    Backend plain = new Backend(
                            kind,
                            "",
                            text(bucket),
                            text(prefix),
                            text(endpoint).replaceFirst("/+$", ""),
                            text(region).isEmpty() ? "us-east-1" : text(region),
                            pathStyle,
                            text(ca),
                            text(accessKey),
                            text(encryption).isEmpty()
                                    ? "none"
                                    : text(encryption).toLowerCase(Locale.ROOT),
                            text(kmsKeyId));
                    plain.s3(plain.accessKey.isEmpty() ? null : "-");
                    yield plain;
                }
            };
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
            try {
                return new S3Settings(
                        bucket,
                        prefix,
                        endpoint.isEmpty() ? null : URI.create(endpoint),
                        region,
                        pathStyle,
                        ca.isEmpty() ? null : ca,
                        accessKey.isEmpty() ? null : accessKey,
                        accessKey.isEmpty() ? null : secretKey,
                        S3Settings.Encryption.valueOf(encryption.toUpperCase(Locale.ROOT)),
                        kmsKeyId.isEmpty() ? null : kmsKeyId);
            } catch (IllegalArgumentException wrong) {
                String said = String.valueOf(wrong.getMessage());
                throw InvalidSetting.at(
                        field(said),
                        said.startsWith("No enum constant") ? "The encryption is none, aes256 or kms." : said);
            }
        }

        private static String field(String said) {
            for (String name : new String[] {
                "bucket", "prefix", "endpoint", "region", "KMS", "encryption", "Access key", "authorities"
            }) {
                if (said.contains(name)) {
                    return switch (name) {
                        case "KMS" -> "kmsKeyId";
                        case "Access key" -> "accessKey";
                        case "authorities" -> "ca";
                        default -> name;
                    };
                }
            }
            return "endpoint";
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
