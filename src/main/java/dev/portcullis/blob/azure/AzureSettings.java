package dev.portcullis.blob.azure;

import dev.portcullis.blob.remote.RefusedSetting;
import dev.portcullis.settings.ServerAddress;
import java.net.URI;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which container, and how it is reached. What is wrong is told by the constructor, in words for whoever typed it.
 *
 * @param prefix in front of every key, without a slash at its ends; empty for none
 * @param endpoint of the account where it is not {@code https://<account>.blob.core.windows.net}; an emulator has the account in
 *     its path
 * @param caPem the authorities to trust for the endpoint, in place of Java's
 * @param accountKey one of the account's two keys, in Base64
 */
public record AzureSettings(
        String container,
        String prefix,
        @Nullable URI endpoint,
        @Nullable String caPem,
        String account,
        String accountKey) {
    private static final Pattern CONTAINER = Pattern.compile("[a-z0-9](-?[a-z0-9])+");
    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");
    private static final Pattern PATH = Pattern.compile("|/|/[a-z0-9]{3,24}/?");

    public AzureSettings {
        RefusedSetting.unless(
                CONTAINER.matcher(container).matches() && container.length() >= 3 && container.length() <= 63,
                "bucket",
                "The container's name must have 3 to 63 lower-case letters, digits, and dashes between them. Correct the"
                        + " container.");
        RefusedSetting.unlessPrefix(prefix);
        RefusedSetting.unless(
                endpoint == null
                        || (ServerAddress.isServer(endpoint)
                                && PATH.matcher(String.valueOf(endpoint.getPath()))
                                        .matches()),
                "endpoint",
                "The endpoint must be the account's address such as https://acme.blob.core.windows.net, without a"
                        + " user or a query. The container has a setting of its own.");
        RefusedSetting.unlessAuthorities(caPem);
        RefusedSetting.unless(
                ACCOUNT.matcher(account).matches(),
                "accessKey",
                "The storage account's name must have 3 to 24 lower-case letters and digits. Correct the account.");
        RefusedSetting.unless(
                isBase64(accountKey),
                "secretKey",
                "The account's key must be text in Base64, as the portal shows it. Copy it again.");
    }

    private static boolean isBase64(String key) {
        try {
            return Base64.getDecoder().decode(key).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The address of the account. */
    String address() {
        return endpoint == null
                ? "https://" + account + ".blob.core.windows.net"
                : endpoint.toString().replaceFirst("/+$", "");
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "AzureSettings[container=" + container + ", prefix=" + prefix + ", endpoint=" + endpoint + ", caPem="
                + (caPem == null ? "none" : "given") + ", account=" + account + ", accountKey=***]";
    }
}
