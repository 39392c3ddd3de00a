package dev.portcullis.blob.gcs;

import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.portcullis.blob.remote.RefusedSetting;
import dev.portcullis.settings.ServerAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bucket, and how it is reached. What is wrong is told by the constructor, in words for whoever typed it.
 *
 * @param prefix in front of every key, without a slash at its ends; empty for none
 * @param endpoint of an emulator, or of a private address of Google's; null for {@code https://storage.googleapis.com}
 * @param caPem the authorities to trust for the endpoint, in place of Java's
 * @param key of a service account, the whole JSON file; null to take credentials from the surroundings
 */
public record GcsSettings(
        String bucket,
        String prefix,
        @Nullable URI endpoint,
        @Nullable String caPem,
        @Nullable String key) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]");

    public GcsSettings {
        RefusedSetting.unless(
                BUCKET.matcher(bucket).matches(),
                "bucket",
                "The bucket's name must have 3 to 222 lower-case letters, digits, dots, dashes and underscores. Correct"
                        + " the bucket.");
        RefusedSetting.unlessPrefix(prefix);
        RefusedSetting.unless(
                endpoint == null || ServerAddress.isBareServer(endpoint),
                "endpoint",
                "The endpoint must be an address such as https://storage.example.com, without a path, a user or a query."
                        + " The bucket has a setting of its own.");
        RefusedSetting.unlessAuthorities(caPem);
        RefusedSetting.unless(
                key == null || isKey(key),
                "secretKey",
                "The key must be the whole JSON file of a service account's key, as Google gave it. Copy it again, or"
                        + " leave it out to use the credentials of the surroundings.");
    }

    /** No other kind of credential: some of them name programs to run, or files to read. */
    private static boolean isKey(String json) {
        try {
            ServiceAccountCredentials.fromStream(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** The address of the service, without a slash at its end. */
    String address() {
        return endpoint == null
                ? "https://storage.googleapis.com"
                : endpoint.toString().replaceFirst("/+$", "");
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "GcsSettings[bucket=" + bucket + ", prefix=" + prefix + ", endpoint=" + endpoint + ", caPem="
                + (caPem == null ? "none" : "given") + ", key=" + (key == null ? "none" : "***") + "]";
    }
}
