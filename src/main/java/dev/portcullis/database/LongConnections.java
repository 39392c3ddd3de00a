package dev.portcullis.database;

import jakarta.inject.Singleton;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections outside of the pool, for work that may take hours: no answer comes too late for them, and requests do not
 * lack one. A backup or a restore has two at a time.
 */
@Singleton
public final class LongConnections {
    private static final int CONNECT_SECONDS = 5;

    private final String url;
    private final String user;
    private final String password;

    LongConnections(
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
        this.url = url;
        this.user = user.orElse("");
        this.password = password.orElse("");
    }

    /** @param schema where names without a schema are looked for, and nowhere else; null for the registry's own */
    public DataSource source(@Nullable String schema) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        source.setUser(user);
        source.setPassword(password);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(0);
        source.setTcpKeepAlive(true);
        source.setApplicationName("portcullis backup");
        if (schema != null) {
            source.setCurrentSchema(schema);
        }
        return source;
    }
}
