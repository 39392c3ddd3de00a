package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.error.CannotStartException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Makes the administrator of {@code --admin-password-file}, before the first request can come in. */
@Singleton
final class FirstStart {
    private static final Logger LOG = Logger.getLogger(FirstStart.class);
    private static final String NAME = "admin";

    private final Accounts accounts;
    private final Optional<Path> passwordFile;

    FirstStart(
            Accounts accounts, @ConfigProperty(name = "portcullis.admin-password-file") Optional<Path> passwordFile) {
        this.accounts = accounts;
        this.passwordFile = passwordFile;
    }

    void start(@Observes StartupEvent event) {
        if (passwordFile.isEmpty() || accounts.hasAdministrator()) {
            return;
        }
        String password = PasswordOptions.read(passwordFile.get());
        if (password.isEmpty()) {
            throw new CannotStartException("The file " + passwordFile.get() + " of --admin-password-file is empty.");
        }
        if (accounts.createFirstAdministrator(NAME, password)) {
            LOG.infof("Created the administrator %s", NAME);
        }
    }
}
