package dev.portcullis.settings;

import dev.portcullis.egress.WebProxy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The web proxy that requests of the registry itself take: to OpenID Connect providers, issuers of workload tokens and
 * ACME servers. Storage, database and directories are reached without it.
 *
 * @param address such as {@code http://proxy.example.com:3128}; empty for none
 * @param user for proxies that ask for one; the password is a secret of the section
 * @param direct hosts that are reached without it, with commas between: {@code idp.example.com, .internal.example.com};
 *     one that begins with a dot stands for all below it
 */
public record ProxySettings(String address, String user, String direct) {
    private static final int LONGEST = 2_000;
    private static final ProxySettings DEFAULTS = new ProxySettings("", "", "");

    private boolean isDirect(String host) {
        return Arrays.stream(direct.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> entry.startsWith(".") ? host.endsWith(entry) : host.equals(entry));
    }

    /** The section of these settings. */
    @Singleton
    public static final class Section implements SettingsSection<ProxySettings> {
        static final String PASSWORD = "password";

        @Override
        public String name() {
            return "proxy";
        }

        @Override
        public Class<ProxySettings> type() {
            return ProxySettings.class;
        }

        @Override
        public ProxySettings defaults() {
            return DEFAULTS;
        }

        @Override
        public Set<String> secrets() {
            return Set.of(PASSWORD);
        }

        @Override
        public Map<String, String> pins() {
            return Map.of("address", "portcullis.proxy.address", "direct", "portcullis.proxy.direct");
        }

        @Override
        public ProxySettings check(ProxySettings wish) {
            String user = text("user", wish.user);
            List<String> hosts = Arrays.stream(text("direct", wish.direct).split(","))
                    .map(host -> host.strip().toLowerCase(Locale.ROOT))
                    .filter(host -> !host.isEmpty())
                    .toList();
            if (!hosts.stream().allMatch(host -> host.matches("\\.?[a-z0-9]([a-z0-9.:-]*[a-z0-9])?"))) {
                throw InvalidSetting.at(
                        "direct",
                        "These are hosts with commas between, such as idp.example.com, .internal.example.com: without"
                                + " scheme and port.");
            }
            return new ProxySettings(address(text("address", wish.address)), user, String.join(", ", hosts));
        }

        private static String text(String field, @Nullable String given) {
            String text = given == null ? "" : given.strip();
            if (text.length() > LONGEST) {
                throw InvalidSetting.at(field, "That is too long.");
            }
            return text;
        }

        private static String address(String text) {
            if (text.isEmpty()) {
                return "";
            }
            URI uri = ServerAddress.bare(text).orElse(null);
            if (uri != null && "http".equalsIgnoreCase(uri.getScheme()) && uri.getPort() > 0) {
                return "http://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + uri.getPort();
            }
            throw InvalidSetting.at(
                    "address",
                    "The proxy is http:// with a host and a port, and nothing after it: http://proxy.example.com:3128. Give"
                            + " user and password in their own fields.");
        }
    }

    /** Tells the one way out what is set. */
    @Singleton
    static final class Chosen implements WebProxy {
        private final Settings settings;
        private final Section section;

        Chosen(Settings settings, Section section) {
            this.settings = settings;
            this.section = section;
        }

        @Override
        public Optional<Proxy> towards(String host) {
            ProxySettings now = settings.value(section);
            if (now.address.isEmpty() || now.isDirect(host)) {
                return Optional.empty();
            }
            String password = settings.secret(section, Section.PASSWORD);
            return Optional.of(new Proxy(
                    URI.create(now.address), now.user.isEmpty() ? null : now.user, password == null ? "" : password));
        }
    }
}
