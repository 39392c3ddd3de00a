package dev.portcullis.access;

import dev.portcullis.job.Background;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * When, with what and from where a token or secret was last used. Kept in memory and written in batches, since signing
 * in must not write a row each time: a crash may lose the last {@value #PAUSE_SECONDS} seconds of it.
 */
@Singleton
public final class CredentialUses {
    private static final int PAUSE_SECONDS = 5;
    private static final int MAX_CLIENT = 200;

    private record Use(Instant at, String client, String address) {}

    private final Jdbi jdbi;
    private final Background background;
    private final Map<String, Use> unwritten = new ConcurrentHashMap<>();

    CredentialUses(Jdbi jdbi, Background background) {
        this.jdbi = jdbi;
        this.background = background;
    }

    void start(@Observes StartupEvent event) {
        background.every("last uses of credentials", Duration.ofSeconds(PAUSE_SECONDS), this::write);
    }

    void stop(@Observes @Priority(Background.STOP_PRIORITY + 1) ShutdownEvent event) {
        write();
    }

    /** Notes a use, just now. */
    public void used(String credential, String client, String address) {
        String told = client.length() > MAX_CLIENT ? client.substring(0, MAX_CLIENT) : client;
        unwritten.put(credential, new Use(Instant.now(), told, address));
    }

    /** Writes what has been noted. */
    void write() {
        Map<String, Use> batch = Map.copyOf(unwritten);
        if (batch.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> {
            PreparedBatch rows = handle.prepareBatch("""
                    insert into credential_use (credential, used_at, client, address)
                    values (:credential, :at, :client, :address)
                    on conflict (credential) do update
                    set used_at = greatest(credential_use.used_at, excluded.used_at), client = excluded.client,
                        address = excluded.address""");
            // In one order on all nodes, so that two of them cannot wait for each other.
            batch.keySet().stream().sorted().forEach(credential -> {
                Use use = batch.get(credential);
                if (use != null) {
                    rows.bind("credential", credential)
                            .bind("at", use.at())
                            .bind("client", use.client())
                            .bind("address", use.address())
                            .add();
                }
            });
            rows.execute();
        });
        batch.forEach(unwritten::remove);
    }
}
