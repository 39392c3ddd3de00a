package dev.portcullis.auth;

import dev.portcullis.access.AccessChanges;
import dev.portcullis.access.Account;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.job.Background;
import dev.portcullis.reference.Digest;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The browser sessions. They stand in the database and are looked up for each page, by the hash of the cookie: any node
 * serves any session, and one that was ended, or whose account was switched off, is refused at once everywhere. The
 * table keeps only the SHA-256 of a cookie, which has 256 random bits.
 */
@Singleton
public final class Sessions {
    private static final int COOKIE_BYTES = 32;
    private static final int MAX_CLIENT = 300;
    private static final Duration CLEANING = Duration.ofMinutes(10);

    /**
     * What makes a session live: its time, its account, and that what proved its account still could. Local accounts
     * switched off leave the administrators in, as signing in does.
     */
    private static final String LIVE = """
            s.seen_at > now() - make_interval(secs => :idle) and s.created_at > now() - make_interval(secs => :absolute)
            and a.active and a.kind = 'user'
            and case when s.source_id is null
                then a.password_hash is not null and (a.administrator
                    or exists (select from identity_source l where l.kind = 'local' and l.enabled))
                else i.enabled and exists (select from identity d
                    where d.account_id = s.account_id and d.source_id = s.source_id) end
            """;

    private static final String SELECT_LIVE = """
            select s.id, s.account_id, a.name, i.name as source, s.created_at, s.seen_at, s.address, s.client,
                s.seen_at < now() - interval '1 minute' as stale
            from session s join account a on a.id = s.account_id left join identity_source i on i.id = s.source_id
            where %s and\s""".formatted(LIVE);

    /**
     * Where a session comes from.
     *
     * @param sourceId the identity source that proved the account; null for the password kept here
     * @param idpSid the {@code sid} of the provider's own session, by which it may end ours
     * @param idpSub the {@code sub} that the provider knows the person by
     * @param address of the browser
     * @param client what the browser calls itself; cut off at 300 characters
     */
    public record Origin(
            @Nullable Long sourceId,
            @Nullable String idpSid,
            @Nullable String idpSub,
            String address,
            @Nullable String client) {}

    private record Ended(long id, String name, String address) {}

    private record Found(BrowserSession session, boolean stale) {}

    private final Jdbi jdbi;
    private final SessionConfig config;
    private final SecureRandom random = new SecureRandom();

    Sessions(Jdbi jdbi, SessionConfig config) {
        this.jdbi = jdbi;
        this.config = config;
    }

    void clean(@Observes StartupEvent start, Background background) {
        background.every("sessions", CLEANING, this::deleteDead);
    }

    /**
     * Signs the account in and returns the value of the cookie, which is known to nobody else. {@link ErrorCode#DENIED}
     * where the account is no active user.
     */
    public String open(long accountId, Origin origin) {
        byte[] bytes = new byte[COOKIE_BYTES];
        random.nextBytes(bytes);
        String cookie = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        jdbi.useTransaction(handle -> {
            // The lock on the account makes two sign-ins at once count each other.
            String name = handle.createQuery("""
                            select name from account where id = :id and active and kind = 'user' for no key update""")
                    .bind("id", accountId)
                    .mapTo(String.class)
                    .findOne()
                    .orElseThrow(() -> new RegistryException(ErrorCode.DENIED, "This account cannot sign in."));
            insert(handle, accountId, hash(cookie), origin);
            endBeyondLimit(handle, accountId);
            record(handle, "session.opened", name, name, null);
        });
        return cookie;
    }

    private static void insert(Handle handle, long accountId, byte[] hash, Origin origin) {
        String client = origin.client() == null ? "" : origin.client();
        handle.createUpdate("""
                        insert into session (hash, account_id, source_id, idp_sid, idp_sub, address, client)
                        values (:hash, :account, :source, :sid, :sub, :address, :client)""")
                .bind("hash", hash)
                .bind("account", accountId)
                .bind("source", origin.sourceId())
                .bind("sid", origin.idpSid())
                .bind("sub", origin.idpSub())
                .bind("address", origin.address())
                .bind("client", client.substring(0, Math.min(client.length(), MAX_CLIENT)))
                .execute();
    }

    /** The dead ones first, so that they take nobody's place. */
    private void endBeyondLimit(Handle handle, long accountId) {
        limits(handle.createUpdate("""
                        delete from session where account_id = :account
                        and (seen_at <= now() - make_interval(secs => :idle)
                            or created_at <= now() - make_interval(secs => :absolute))""")).bind("account", accountId).execute();
        handle.createUpdate("""
                        delete from session where id in (select id from session where account_id = :account
                            order by created_at desc, id desc offset :most)""")
                .bind("account", accountId)
                .bind("most", config.perUser())
                .execute();
    }

    /** The live session of that cookie, or null. Writes at most once a minute that it was seen. */
    public @Nullable BrowserSession find(@Nullable String cookie) {
        if (cookie == null || cookie.isEmpty()) {
            return null;
        }
        byte[] hash = hash(cookie);
        Found found = jdbi.withHandle(handle -> limits(handle.createQuery(SELECT_LIVE + "s.hash = :hash"))
                .bind("hash", hash)
                .map((row, _) -> new Found(session(row), row.getBoolean("stale")))
                .findOne()
                .orElse(null));
        if (found == null) {
            return null;
        }
        if (found.stale()) {
            jdbi.useHandle(handle -> handle.createUpdate("""
                            update session set seen_at = now()
                            where hash = :hash and seen_at < now() - interval '1 minute'""").bind("hash", hash).execute());
        }
        return found.session();
    }

    /** The live sessions of an account, the newest first; never more than an account may have. */
    public List<BrowserSession> ofAccount(long accountId) {
        return jdbi.withHandle(handle -> limits(handle.createQuery(
                        SELECT_LIVE + "s.account_id = :account order by s.created_at desc, s.id desc"))
                .bind("account", accountId)
                .map((row, _) -> session(row))
                .list());
    }

    /** As {@link #ofAccount}; {@link ErrorCode#NOT_FOUND} where there is no such user. */
    public List<BrowserSession> ofUser(String name) {
        return ofAccount(idOf(name));
    }

    /** Ends one session of a user; tells whether there was one. {@link ErrorCode#NOT_FOUND} as in {@link #ofUser}. */
    public boolean endOfUser(String by, String name, long id) {
        return end(by, idOf(name), id);
    }

    /** Ends all sessions of a user; tells how many. {@link ErrorCode#NOT_FOUND} as in {@link #ofUser}. */
    public int endAllOfUser(String by, String name) {
        return endAllBut(by, idOf(name), null);
    }

    private long idOf(String name) {
        return jdbi.withHandle(handle -> AccessChanges.idOf(handle, Account.Kind.USER, name));
    }

    /** Ends the session of that cookie, if there is one. */
    public void end(@Nullable String cookie) {
        if (cookie != null) {
            end("s.hash = :hash", null, statement -> statement.bind("hash", hash(cookie)));
        }
    }

    /** Ends one session of an account; tells whether there was one. */
    public boolean end(String by, long accountId, long id) {
        return end(
                        "s.account_id = :account and s.id = :id",
                        by,
                        statement -> statement.bind("account", accountId).bind("id", id))
                > 0;
    }

    /** Ends all sessions of an account but one, or all of them where that is null; tells how many. */
    public int endAllBut(String by, long accountId, @Nullable Long keptId) {
        return jdbi.inTransaction(handle -> endAllBut(handle, by, accountId, keptId));
    }

    /** Ends all sessions of an account but the kept one, within the change that makes that necessary. */
    static int endAllBut(Handle handle, String by, long accountId, @Nullable Long keptId) {
        return end(
                handle,
                "s.account_id = :account and s.id <> :kept",
                by,
                // No session has the id 0.
                statement -> statement.bind("account", accountId).bind("kept", keptId == null ? 0 : keptId));
    }

    private interface Binding {
        void bind(SqlStatement<?> statement);
    }

    private int end(String which, @Nullable String by, Binding binding) {
        return jdbi.inTransaction(handle -> end(handle, which, by, binding));
    }

    private static int end(Handle handle, String which, @Nullable String by, Binding binding) {
        Query delete = handle.createQuery("delete from session s using account a where a.id = s.account_id and " + which
                + " returning s.id, a.name, s.address");
        binding.bind(delete);
        List<Ended> ended = delete.map(
                        (row, _) -> new Ended(row.getLong("id"), row.getString("name"), row.getString("address")))
                .list();
        for (Ended one : ended) {
            record(
                    handle,
                    "session.ended",
                    by == null ? one.name() : by,
                    one.name(),
                    "session " + one.id() + " from " + one.address());
        }
        return ended.size();
    }

    /** Removes the sessions that time has ended. */
    void deleteDead() {
        jdbi.useHandle(handle -> limits(handle.createUpdate("""
                        delete from session where seen_at <= now() - make_interval(secs => :idle)
                        or created_at <= now() - make_interval(secs => :absolute)""")).execute());
    }

    private <S extends SqlStatement<S>> S limits(S statement) {
        return statement.bind("idle", (double) config.idle().toSeconds()).bind("absolute", (double)
                config.absolute().toSeconds());
    }

    private static BrowserSession session(ResultSet row) throws SQLException {
        return new BrowserSession(
                row.getLong("id"),
                row.getLong("account_id"),
                row.getString("name"),
                row.getString("source"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("seen_at").toInstant(),
                row.getString("address"),
                row.getString("client"));
    }

    private static void record(Handle handle, String kind, String by, String account, @Nullable String detail) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, account, detail));
    }

    private static byte[] hash(String cookie) {
        return Digest.Algorithm.SHA256.newHash().digest(cookie.getBytes(StandardCharsets.UTF_8));
    }
}
