package dev.portcullis.cli;

import dev.portcullis.access.SetupTokens;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What runs while the registry serves: says where it is, then waits for the end. */
@Singleton
@Unremovable
final class Server implements QuarkusApplication {
    private final SetupTokens setupTokens;
    private final String host;
    private final int port;
    private final Optional<String> publicAddress;

    Server(
            SetupTokens setupTokens,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port,
            @ConfigProperty(name = "portcullis.public-address") Optional<String> publicAddress) {
        this.setupTokens = setupTokens;
        this.host = host;
        this.port = port;
        this.publicAddress = publicAddress;
    }

    @Override
    @SuppressWarnings("SystemOut")
    public int run(String... arguments) {
        String address = publicAddress.orElseGet(this::address).replaceFirst("/+$", "");
        System.out.println(Welcome.text(address, setupTokens.createIfNeeded()));
        Quarkus.waitForExit();
        return Main.OK;
    }

    /** Docker takes a registry on localhost without TLS for trusted. */
    private String address() {
        boolean here = host.equals("127.0.0.1") || host.equals("0.0.0.0") || host.equals("::");
        return "http://" + (here ? "localhost" : host) + ":" + port;
    }
}
