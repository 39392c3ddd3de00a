package dev.portcullis.blob;

import dev.portcullis.blob.s3.S3Settings;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where bytes are kept, and the limits of uploads. */
@ConfigMapping(prefix = "portcullis.storage")
public interface StorageConfig {

    /** What keeps the bytes, in place of what the settings say; never changed on a store that has content. */
    Optional<StorageKind> kind();

    /** The folder of the filesystem store; default {@code blobs} in the home. Shared by all nodes of one database. */
    Optional<Path> folder();

    /**
     * Pushes are refused when less than this would stay free, so that the database beside it can go on and content
     * can be deleted. At most a twentieth of the disk is kept.
     */
    @WithDefault("256M")
    MemorySize minFree();

    /** The largest blob. */
    @WithDefault("1024G")
    MemorySize maxBlobSize();

    /** An upload without activity for this long is given up. */
    @WithDefault("P7D")
    Duration uploadTtl();

    /** The bucket of the kind {@code s3}. */
    S3 s3();

    /** The container of the kind {@code azure}. */
    Azure azure();

    /** The bucket of the kind {@code gcs}. */
    Gcs gcs();

    /** Which bucket, and how it is reached. */
    interface S3 {
        /** It must exist. */
        Optional<String> bucket();

        /** In front of every key, so that a bucket can hold other things too. */
        Optional<String> prefix();

        /** Of another store than Amazon's, such as {@code https://s3.example.com:9000}. */
        Optional<URI> endpoint();

        /** Of the bucket; a store that has no regions takes the default. */
        @WithDefault("us-east-1")
        String region();

        /** Whether the bucket stands in the path; for most stores but Amazon's. */
        @WithDefault("false")
        boolean pathStyle();

        /** Authorities to trust for the endpoint in place of Java's, in PEM. */
        Optional<Path> caFile();

        /** Without keys the credentials of the surroundings are used. */
        Optional<String> accessKey();

        /** The secret itself, by an environment variable; or see {@link #secretKeyFile}. */
        Optional<String> secretKey();

        /** A file that holds the secret key and nothing else. */
        Optional<Path> secretKeyFile();

        /** How the store encrypts: {@code none} (as the bucket says), {@code aes256} or {@code kms}. */
        @WithDefault("none")
        S3Settings.Encryption serverSideEncryption();

        /** The key of {@code kms}; without one the account's own. */
        Optional<String> kmsKeyId();
    }

    /** Which container, and how it is reached. */
    interface Azure {
        /** It must exist. */
        Optional<String> container();

        /** In front of every key, so that a container can hold other things too. */
        Optional<String> prefix();

        /** The storage account's name. */
        Optional<String> account();

        /** One of its two keys, by an environment variable; or see {@link #accountKeyFile}. */
        Optional<String> accountKey();

        /** A file that holds the account's key and nothing else. */
        Optional<Path> accountKeyFile();

        /** Of the account, where it is not {@code https://<account>.blob.core.windows.net}. */
        Optional<URI> endpoint();

        /** Authorities to trust for the endpoint in place of Java's, in PEM. */
        Optional<Path> caFile();
    }

    /** Which bucket of Google's, and how it is reached. */
    interface Gcs {
        /** It must exist. */
        Optional<String> bucket();

        /** In front of every key, so that a bucket can hold other things too. */
        Optional<String> prefix();

        /** A file that holds the JSON key of a service account; without it the credentials of the surroundings are used. */
        Optional<Path> keyFile();

        /** Where it is not {@code https://storage.googleapis.com}. */
        Optional<URI> endpoint();

        /** Authorities to trust for the endpoint in place of Java's, in PEM. */
        Optional<Path> caFile();
    }
}
