package dev.portcullis.settings;

import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the whole registry.
 *
 * @param publicAddress how clients reach it, such as {@code https://registry.example.com}; empty for what each request says
 * @param createOnPush whether a push by one who may create repositories creates one
 * @param anonymousAccess whether public repositories can be seen and pulled without signing in
 * @param readOnly whether pushes and deletions of content are refused, as before the database is moved
 * @param message shown on every page, such as an announced maintenance; empty for none
 */
public record GeneralSettings(
        String publicAddress, boolean createOnPush, boolean anonymousAccess, boolean readOnly, String message) {
    private static final int MOST_MESSAGE = 500;
    private static final int MOST_ADDRESS = 300;
    private static final GeneralSettings DEFAULTS = new GeneralSettings("", true, true, false, "");

    /** The section of these settings. */
    @Singleton
    public static final class Section implements SettingsSection<GeneralSettings> {
        /** The property that pins {@link GeneralSettings#publicAddress}. */
        public static final String PUBLIC_ADDRESS = "portcullis.public-address";

        @Override
        public String name() {
            return "general";
        }

        @Override
        public Class<GeneralSettings> type() {
            return GeneralSettings.class;
        }

        @Override
        public GeneralSettings defaults() {
            return DEFAULTS;
        }

        @Override
        public Map<String, String> pins() {
            return Map.of(
                    "publicAddress",
                    PUBLIC_ADDRESS,
                    "createOnPush",
                    "portcullis.create-on-push",
                    "anonymousAccess",
                    "portcullis.anonymous-access",
                    "readOnly",
                    "portcullis.read-only");
        }

        @Override
        public GeneralSettings check(GeneralSettings wish) {
            String message = wish.message == null ? "" : wish.message.strip();
            if (message.length() > MOST_MESSAGE) {
                throw InvalidSetting.at("message", "The message has more than " + MOST_MESSAGE + " characters.");
            }
            return new GeneralSettings(
                    address(wish.publicAddress), wish.createOnPush, wish.anonymousAccess, wish.readOnly, message);
        }
    }

    /** Scheme and host, with a port where it is not the usual one; in lower case, without a slash at the end. */
    private static String address(@Nullable String wish) {
        String text = wish == null ? "" : wish.strip().replaceFirst("/+$", "");
        if (text.isEmpty()) {
            return "";
        }
        URI uri = ServerAddress.bare(text).orElse(null);
        if (uri != null && text.length() <= MOST_ADDRESS && uri.getPort() < 65_536) {
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return uri.getScheme().toLowerCase(Locale.ROOT) + "://"
                    + uri.getHost().toLowerCase(Locale.ROOT) + port;
        }
        throw InvalidSetting.at(
                "publicAddress",
                "The public address is https:// or http:// and a host, with a port where needed, and nothing after it:"
                        + " https://registry.example.com.");
    }
}
