package dev.portcullis.tls;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** What an ACME server asks for while an order is open (RFC 8555, section 8.3). In the database: it may ask any node. */
@Singleton
public final class AcmeChallenges {
    private final Jdbi jdbi;

    AcmeChallenges(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    void put(String token, String proof) {
        jdbi.useHandle(handle -> {
            handle.execute("delete from acme_challenge where created_at < now() - interval '1 day'");
            handle.execute(
                    "insert into acme_challenge (token, proof) values (?, ?) on conflict (token) do nothing",
                    token,
                    proof);
        });
    }

    void remove(String token) {
        jdbi.useHandle(handle -> handle.execute("delete from acme_challenge where token = ?", token));
    }

    /** The proof for that token; empty where it is none of ours. */
    public Optional<String> proof(String token) {
        return jdbi.withHandle(handle -> handle.select("select proof from acme_challenge where token = ?", token)
                .mapTo(String.class)
                .findOne());
    }
}
