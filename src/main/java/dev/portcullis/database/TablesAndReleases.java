package dev.portcullis.database;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Notes in the history of the tables which release changed them, so that an older one can say which is needed. */
@Singleton
final class TablesAndReleases implements FlywayConfigurationCustomizer {
    private static final String PRODUCT = "portcullis ";

    private final String version;

    TablesAndReleases(@ConfigProperty(name = "quarkus.application.version") String version) {
        this.version = version;
    }

    @Override
    public void customize(FluentConfiguration configuration) {
        configuration.installedBy(PRODUCT + version);
    }
}
