package dev.portcullis.access;

import dev.portcullis.database.Epochs;
import dev.portcullis.database.Remembered;
import dev.portcullis.reference.AddressRange;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * Finds access tokens and robots' secrets, by the secret or by their id, and remembers them while no right has changed:
 * CI that signs in for each pull costs a hash and a look-up. What is not there is never remembered.
 */
@Singleton
public final class MachineCredentials {
    private static final int MAX_REMEMBERED = 50_000;
    private static final String TOKEN = "token:";
    private static final String SECRET = "robot-secret:";

    private static final String TOKENS = """
            select t.id, t.account_id, a.name, t.label, t.active, t.expires_at as until, t.repositories, t.actions,
                t.addresses
            from access_token t join account a on a.id = t.account_id""";
    private static final String SECRETS = """
            select s.id, s.account_id, a.name, s.hint, least(s.valid_until, r.expires_at) as until
            from robot_secret s join robot r on r.account_id = s.account_id join account a on a.id = s.account_id""";

    private static final RowMapper<MachineCredential> READ_TOKEN = (row, context) -> token(row);
    private static final RowMapper<MachineCredential> READ_SECRET = (row, context) -> secret(row);

    private final Jdbi jdbi;
    private final Remembered<Object, Optional<MachineCredential>> remembered;

    MachineCredentials(Jdbi jdbi, Epochs epochs) {
        this.jdbi = jdbi;
        this.remembered = new Remembered<>(epochs.access(), MAX_REMEMBERED);
    }

    /** Whether the text has the form of a secret that could be found here. */
    public static boolean isSecret(String text) {
        return MachineSecret.isOne(text);
    }

    /** What this secret belongs to, good or not; null where it is nobody's. */
    public @Nullable MachineCredential bySecret(String secret) {
        if (!MachineSecret.isOne(secret)) {
            return null;
        }
        byte[] hash = MachineSecret.hash(secret);
        return secret.startsWith(MachineSecret.TOKEN_PREFIX)
                ? find(ByteBuffer.wrap(hash), TOKENS + " where t.hash = :key", READ_TOKEN, hash)
                : find(ByteBuffer.wrap(hash), SECRETS + " where s.hash = :key", READ_SECRET, hash);
    }

    /** What has this id; null where it is gone. */
    public @Nullable MachineCredential byId(String id) {
        if (id.startsWith(TOKEN)) {
            return find(id, TOKENS + " where t.id = :key", READ_TOKEN, Long.parseLong(id.substring(TOKEN.length())));
        }
        return id.startsWith(SECRET)
                ? find(id, SECRETS + " where s.id = :key", READ_SECRET, Long.parseLong(id.substring(SECRET.length())))
                : null;
    }

    private @Nullable MachineCredential find(
            Object key, String sql, RowMapper<MachineCredential> mapper, Object value) {
        return remembered
                .get(
                        key,
                        () -> jdbi.withHandle(handle -> handle.createQuery(sql)
                                .bind("key", value)
                                .map(mapper)
                                .findOne()),
                        Optional::isPresent)
                .orElse(null);
    }

    private static MachineCredential token(ResultSet row) throws SQLException {
        long id = row.getLong("id");
        CredentialLimit carried = new CredentialLimit(
                AccessTokens.texts(row, "repositories").stream()
                        .map(NamePattern::new)
                        .toList(),
                Action.parse(AccessTokens.texts(row, "actions")));
        return new MachineCredential(
                TOKEN + id,
                row.getLong("account_id"),
                row.getString("name"),
                "access token " + id + " \"" + row.getString("label") + "\"",
                row.getBoolean("active"),
                AccessTokens.instant(row, "until"),
                carried.isNone() ? null : carried,
                AccessTokens.texts(row, "addresses").stream()
                        .map(AddressRange::parse)
                        .toList());
    }

    private static MachineCredential secret(ResultSet row) throws SQLException {
        long id = row.getLong("id");
        return new MachineCredential(
                SECRET + id,
                row.getLong("account_id"),
                row.getString("name"),
                "robot secret " + id + " ..." + row.getString("hint"),
                true,
                AccessTokens.instant(row, "until"),
                null,
                List.of());
    }
}
