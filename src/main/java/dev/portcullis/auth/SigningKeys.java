package dev.portcullis.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.portcullis.secret.MasterKey;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The ES256 keys that sign tokens, sealed in the database and shared by all nodes. A key signs for
 * {@link #SIGNS_FOR}; then a new one takes over, and the old one verifies until its last token has expired.
 */
@Singleton
public final class SigningKeys {
    /** How long a key signs. */
    static final Duration SIGNS_FOR = Duration.ofDays(30);
    /** How long an old key verifies: longer than any token lives, clocks that differ included. */
    static final Duration OVERLAP = Duration.ofDays(1);
    /** How often keys are read again at most because of a key id that is not known, so that forgeries cost nothing. */
    private static final Duration REFETCH_EVERY = Duration.ofSeconds(2);
    /** How long keys are used before they are read again, so that a key removed from the table stops verifying. */
    private static final Duration REFRESH_EVERY = Duration.ofMinutes(1);

    private static final long ROTATION_LOCK = 0x706f7274_6b657973L;

    /** A key as it is used; only the newest signs. */
    record SigningKey(String kid, ECKey key, Instant createdAt) {
        @Override
        public String toString() {
            return "SigningKey[" + kid + "]";
        }
    }

    private record Ring(Map<String, SigningKey> byId, SigningKey newest, Instant readAt) {}

    private final Jdbi jdbi;
    private final MasterKey masterKey;
    private volatile @Nullable Ring ring;

    SigningKeys(Jdbi jdbi, MasterKey masterKey) {
        this.jdbi = jdbi;
        this.masterKey = masterKey;
    }

    /** Reads the keys, or makes the first; a wrong master key stops the start here. */
    void start(@Observes StartupEvent event) {
        current();
    }

    /** The key that signs just now. Rotates when it is due. */
    SigningKey current() {
        return ring(Instant.now(), REFRESH_EVERY).newest();
    }

    /** The key of that id, or null where it is not ours. An unknown id leads to one look into the database. */
    @Nullable
    SigningKey find(String kid) {
        Instant now = Instant.now();
        SigningKey key = ring(now, REFRESH_EVERY).byId().get(kid);
        return key == null ? ring(now, REFETCH_EVERY).byId().get(kid) : key;
    }

    private Ring ring(Instant now, Duration maxAge) {
        Ring known = ring;
        return known != null && isGood(known, now, maxAge) ? known : reread(now, maxAge);
    }

    private static boolean isGood(Ring known, Instant now, Duration maxAge) {
        return known.readAt().plus(maxAge).isAfter(now) && signs(known.newest(), now);
    }

    private static boolean signs(SigningKey key, Instant now) {
        return key.createdAt().plus(SIGNS_FOR).isAfter(now);
    }

    /** One thread reads; those that waited for it find what it read. Makes a new key when none is young enough. */
    private synchronized Ring reread(Instant now, Duration maxAge) {
        Ring known = ring;
        if (known != null && isGood(known, now, maxAge)) {
            return known;
        }
        Ring read = jdbi.inTransaction(handle -> {
            Map<String, SigningKey> keys = read(handle);
            SigningKey newest = newest(keys);
            if (newest == null || !signs(newest, now)) {
                handle.execute("select pg_advisory_xact_lock(?)", ROTATION_LOCK); // so that all nodes agree on one
                keys = read(handle);
                newest = newest(keys);
            }
            if (newest == null || !signs(newest, now)) {
                newest = create(handle, now);
                keys.put(newest.kid(), newest);
            }
            return new Ring(Map.copyOf(keys), newest, now);
        });
        ring = read;
        return read;
    }

    private Map<String, SigningKey> read(Handle handle) {
        Map<String, SigningKey> keys = new HashMap<>();
        handle.createQuery("select kid, public_jwk, private_key, created_at from signing_key"
                        + " where retired_at is null or retired_at > now()")
                .map((row, _) -> open(row))
                .forEach(key -> keys.put(key.kid(), key));
        return keys;
    }

    private SigningKey create(Handle handle, Instant now) {
        try {
            String kid = UUID.randomUUID().toString();
            ECKey key = new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
            byte[] sealed = masterKey.seal(key.toJSONString().getBytes(StandardCharsets.UTF_8), place(kid));
            handle.createUpdate("update signing_key set retired_at = :end where retired_at is null")
                    .bind("end", now.plus(OVERLAP))
                    .execute();
            handle.createUpdate("insert into signing_key (kid, public_jwk, private_key, created_at)"
                            + " values (:kid, :public, :sealed, :now)")
                    .bind("kid", kid)
                    .bind("public", key.toPublicJWK().toJSONString())
                    .bind("sealed", sealed)
                    .bind("now", now)
                    .execute();
            return new SigningKey(kid, key, now);
        } catch (JOSEException e) {
            throw new IllegalStateException("no key could be made", e);
        }
    }

    private SigningKey open(ResultSet row) throws SQLException {
        String kid = row.getString("kid");
        byte[] jwk = masterKey.open(row.getBytes("private_key"), place(kid));
        try {
            ECKey key = ECKey.parse(new String(jwk, StandardCharsets.UTF_8));
            return new SigningKey(kid, key, row.getTimestamp("created_at").toInstant());
        } catch (ParseException e) {
            throw new IllegalStateException("signing key " + kid + " is not a key", e);
        }
    }

    private static @Nullable SigningKey newest(Map<String, SigningKey> keys) {
        return keys.values().stream()
                .max(java.util.Comparator.comparing(SigningKey::createdAt).thenComparing(SigningKey::kid))
                .orElse(null);
    }

    private static String place(String kid) {
        return "signing_key.private_key:" + kid;
    }
}
