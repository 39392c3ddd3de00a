package dev.portcullis.access;

import dev.portcullis.database.Epoch;
import dev.portcullis.database.Epochs;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The transactions that change rights: afterwards this node feels the change at once, and the others soon. */
@Singleton
public final class AccessChanges {
    private static final long LAST_ONE_LOCK = 0x706f7274_6c617374L;

    private final Jdbi jdbi;
    private final Epoch epoch;

    AccessChanges(Jdbi jdbi, Epochs epochs) {
        this.jdbi = jdbi;
        this.epoch = epochs.access();
    }

    /** Runs the change in one transaction. */
    public <T> T make(Function<Handle, T> change) {
        T result = jdbi.inTransaction(change::apply);
        epoch.bumpLocally();
        return result;
    }

    /** Asks without changing anything. */
    public <T> T read(Function<Handle, T> question) {
        return jdbi.withHandle(question::apply);
    }

    /**
     * To be called before an administrator or an owner is taken away: one at a time, so that two of the last two cannot
     * remove each other.
     */
    public static void lockLastOne(Handle handle) {
        handle.execute("select pg_advisory_xact_lock(?)", LAST_ONE_LOCK);
    }

    /** The account of that name and kind; {@link ErrorCode#NOT_FOUND} where there is none. */
    public static long idOf(Handle handle, Account.Kind kind, String name) {
        return handle.createQuery("select id from account where name = :name and kind = :kind")
                .bind("name", name)
                .bind("kind", kind.wireName())
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.NOT_FOUND, "There is no " + kind.wireName() + " " + name + "."));
    }

    /** The team of that organization; {@link ErrorCode#NOT_FOUND} where there is none. */
    public static long teamIdOf(Handle handle, long organizationId, String team) {
        return handle.createQuery("select id from team where organization_id = :organization and name = :name")
                .bind("organization", organizationId)
                .bind("name", team)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> new RegistryException(ErrorCode.NOT_FOUND, "There is no team " + team + " in it."));
    }

    static int count(Handle handle, String sql, Object... arguments) {
        return handle.select(sql, arguments).mapTo(Integer.class).one();
    }
}
