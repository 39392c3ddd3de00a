package dev.portcullis.cli;

import dev.portcullis.access.SetupTokens;
import dev.portcullis.settings.GeneralSettings;
import dev.portcullis.settings.Settings;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What runs while the registry serves: says where it is, then waits for the end. */
@Singleton
@Unremovable
final class Server implements QuarkusApplication {
    private final SetupTokens setupTokens;
    private final String host;
    private final int port;
    private final boolean https;
    private final int httpsPort;
    private final Settings settings;
    private final GeneralSettings.Section general;

    Server(
            SetupTokens setupTokens,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port,
            @ConfigProperty(name = "portcullis.https", defaultValue = "false") boolean https,
            @ConfigProperty(name = "quarkus.http.ssl-port") int httpsPort,
            Settings settings,
            GeneralSettings.Section general) {
        this.https = https;
        this.httpsPort = httpsPort;
        this.setupTokens = setupTokens;
        this.host = host;
        this.port = port;
        this.settings = settings;
        this.general = general;
    }

    @Override
    @SuppressWarnings("SystemOut")
    public int run(String... arguments) {
        String set = settings.value(general).publicAddress();
        String address = set.isEmpty() ? address() : set;
        System.out.println(Welcome.text(address, setupTokens.createIfNeeded()));
        Quarkus.waitForExit();
        return Main.OK;
    }

    /** Docker takes a registry on localhost without TLS for trusted. */
    private String address() {
        boolean here = host.equals("127.0.0.1") || host.equals("0.0.0.0") || host.equals("::");
        return (https ? "https://" : "http://") + (here ? "localhost" : host) + ":" + (https ? httpsPort : port);
    }
}
