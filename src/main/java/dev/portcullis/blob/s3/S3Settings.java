package dev.portcullis.blob.s3;

import dev.portcullis.blob.remote.RefusedSetting;
import dev.portcullis.settings.ServerAddress;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bucket, and how it is reached. What is wrong is told by the constructor, in words for whoever typed it.
 *
 * @param prefix in front of every key, without a slash at its ends; empty for none
 * @param endpoint of another store than Amazon's
 * @param pathStyle whether the bucket stands in the path and not in the host's name
 * @param caPem the authorities to trust for the endpoint, in place of Java's
 * @param accessKey null to take credentials from the surroundings: variables, container, service account, instance
 * @param kmsKeyId the key of {@link Encryption#KMS}; null for the account's own
 */
public record S3Settings(
        String bucket,
        String prefix,
        @Nullable URI endpoint,
        String region,
        boolean pathStyle,
        @Nullable String caPem,
        @Nullable String accessKey,
        @Nullable String secretKey,
        Encryption serverSideEncryption,
        @Nullable String kmsKeyId) {

    /** How the store encrypts what it keeps. */
    public enum Encryption {
        /** As the bucket says. */
        NONE,
        AES256,
        KMS
    }

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

    public S3Settings {
        RefusedSetting.unless(
                BUCKET.matcher(bucket).matches(),
                "bucket",
                "The bucket's name must have 3 to 63 lower-case letters, digits, dots and dashes. Correct the bucket.");
        RefusedSetting.unlessPrefix(prefix);
        RefusedSetting.unless(
                endpoint == null || ServerAddress.isBareServer(endpoint),
                "endpoint",
                "The endpoint must be an address such as https://s3.example.com:9000, without a path, a user or a"
                        + " query. The bucket has a setting of its own.");
        RefusedSetting.unless(
                REGION.matcher(region).matches(),
                "region",
                "The region must be a name such as eu-central-1. For a store that has none, give us-east-1.");
        RefusedSetting.unlessAuthorities(caPem);
        RefusedSetting.unless(
                (accessKey == null) == (secretKey == null),
                "accessKey",
                "Access key and secret key belong together. Give both, or neither to use the credentials of the"
                        + " surroundings.");
        RefusedSetting.unless(
                isKey(accessKey) && isKey(secretKey),
                "accessKey",
                "Access key and secret key must not be empty, and have no spaces or line ends.");
        RefusedSetting.unless(
                kmsKeyId == null || serverSideEncryption == Encryption.KMS,
                "kmsKeyId",
                "A KMS key is used only with the encryption KMS. Choose it, or leave the key out.");
    }

    private static boolean isKey(@Nullable String key) {
        return key == null || (!key.isEmpty() && key.chars().noneMatch(c -> c <= ' ' || c == 0x7f));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "S3Settings[bucket=" + bucket + ", prefix=" + prefix + ", endpoint=" + endpoint + ", region=" + region
                + ", pathStyle=" + pathStyle + ", caPem=" + (caPem == null ? "none" : "given") + ", accessKey="
                + accessKey + ", secretKey=" + (secretKey == null ? "none" : "***") + ", serverSideEncryption="
                + serverSideEncryption + ", kmsKeyId=" + kmsKeyId + "]";
    }
}
