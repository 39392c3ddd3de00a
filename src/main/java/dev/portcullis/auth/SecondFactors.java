package dev.portcullis.auth;

import dev.portcullis.access.AccessChanges;
import dev.portcullis.access.Account;
import dev.portcullis.database.Epochs;
import dev.portcullis.database.Remembered;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.secret.MasterKey;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The second factor of accounts whose password is kept here: codes of an authenticator app, each good once, and ten
 * recovery codes for when that is lost. It counts from the moment in which a first code was right.
 */
@Singleton
public final class SecondFactors {
    private static final int MAX_REMEMBERED = 20_000;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(byte[] secret, boolean confirmed) {}

    private final AccessChanges changes;
    private final Epochs epochs;
    private final MasterKey masterKey;
    private final RecoveryCodes recoveryCodes;
    private final SecureRandom random = new SecureRandom();
    private final Remembered<Long, Boolean> remembered;

    SecondFactors(AccessChanges changes, Epochs epochs, MasterKey masterKey, RecoveryCodes recoveryCodes) {
        this.changes = changes;
        this.epochs = epochs;
        this.remembered = new Remembered<>(epochs.access(), MAX_REMEMBERED);
        this.masterKey = masterKey;
        this.recoveryCodes = recoveryCodes;
    }

    /** Whether the account has a second factor; remembered until a right changes. */
    public boolean isOn(long accountId) {
        return remembered.get(
                accountId,
                () -> changes.read(handle -> row(handle, accountId))
                        .map(Row::confirmed)
                        .orElse(false));
    }

    /**
     * Makes a secret for the app, in place of one that was never confirmed, and returns it in Base32. {@link
     * ErrorCode#CONFLICT} where the factor is on.
     */
    public String begin(long accountId) {
        byte[] secret = new byte[OneTimeCodes.SECRET_BYTES];
        random.nextBytes(secret);
        byte[] sealed = masterKey.seal(secret, place(accountId));
        int rows = changes.make(handle -> handle.createUpdate("""
                        insert into second_factor (account_id, secret) values (:account, :secret)
                        on conflict (account_id) do update set secret = excluded.secret
                        where not second_factor.confirmed""")
                .bind("account", accountId)
                .bind("secret", sealed)
                .execute());
        if (rows == 0) {
            throw new RegistryException(ErrorCode.CONFLICT, "The second factor is on already. Turn it off first.");
        }
        return Base32.encode(secret);
    }

    /** The secret that waits for its first code, in Base32; null where none does. */
    public @Nullable String begun(long accountId) {
        return changes.read(handle -> row(handle, accountId))
                .filter(row -> !row.confirmed())
                .map(row -> Base32.encode(open(accountId, row)))
                .orElse(null);
    }

    /**
     * Switches the factor on with a first right code, ends the account's other sessions, and returns the recovery codes,
     * which are shown this once; empty where the code is wrong.
     */
    public Optional<List<String>> confirm(BrowserSession session, String typed) {
        long accountId = session.accountId();
        return changes.make(handle -> {
            Row row = row(handle, accountId).orElse(null);
            if (row == null || row.confirmed()) {
                return Optional.empty();
            }
            long step = matchingStep(accountId, row, RecoveryCodes.normalized(typed));
            if (step == OneTimeCodes.NONE) {
                return Optional.empty();
            }
            handle.execute(
                    "update second_factor set confirmed = true, last_step = ? where account_id = ?", step, accountId);
            Sessions.endAllBut(handle, session.account(), accountId, session.id());
            record(handle, "second_factor.set", session.account(), session.account());
            return Optional.of(recoveryCodes.renew(handle, accountId));
        });
    }

    /** New recovery codes in place of those before; {@link ErrorCode#CONFLICT} where the factor is off. */
    public List<String> renewRecoveryCodes(BrowserSession session) {
        return changes.make(handle -> {
            if (!row(handle, session.accountId()).map(Row::confirmed).orElse(false)) {
                throw new RegistryException(ErrorCode.CONFLICT, "The second factor is off.");
            }
            record(handle, "recovery_codes.renewed", session.account(), session.account());
            return recoveryCodes.renew(handle, session.accountId());
        });
    }

    /** Turns the factor off, and ends the account's other sessions. */
    public void remove(BrowserSession session) {
        changes.make(handle -> {
            remove(handle, session.account(), session.accountId(), session.account());
            return Sessions.endAllBut(handle, session.account(), session.accountId(), session.id());
        });
    }

    /**
     * Turns off the factor of somebody who has lost it, and ends their sessions. {@link ErrorCode#NOT_FOUND} where there
     * is no such user or no factor.
     */
    public void reset(String by, String name) {
        changes.make(handle -> {
            long accountId = AccessChanges.idOf(handle, Account.Kind.USER, name);
            if (!remove(handle, by, accountId, name)) {
                throw new RegistryException(ErrorCode.NOT_FOUND, name + " has no second factor.");
            }
            return Sessions.endAllBut(handle, by, accountId, null);
        });
    }

    /** Whether this is a code of the app or a recovery code, neither used before; it is used up by that. */
    boolean accept(Account account, String typed) {
        String code = RecoveryCodes.normalized(typed);
        if (code.length() != OneTimeCodes.DIGITS) {
            return recoveryCodes.use(account, code);
        }
        return changes.read(handle -> {
            Row row = row(handle, account.id()).orElse(null);
            if (row == null || !row.confirmed()) {
                return false;
            }
            long step = matchingStep(account.id(), row, code);
            return step != OneTimeCodes.NONE && useStep(handle, account.id(), step);
        });
    }

    /** Of two requests with the same code only one moves the step. */
    private static boolean useStep(Handle handle, long accountId, long step) {
        return handle.execute(
                        "update second_factor set last_step = ? where account_id = ? and confirmed and last_step < ?",
                        step,
                        accountId,
                        step)
                > 0;
    }

    private static boolean remove(Handle handle, String by, long accountId, String name) {
        handle.execute("delete from recovery_code where account_id = ?", accountId);
        boolean removed = handle.execute("delete from second_factor where account_id = ?", accountId) > 0;
        if (removed) {
            record(handle, "second_factor.removed", by, name);
        }
        return removed;
    }

    private long matchingStep(long accountId, Row row, String code) {
        return OneTimeCodes.matchingStep(open(accountId, row), code, epochs.now());
    }

    private byte[] open(long accountId, Row row) {
        return masterKey.open(row.secret(), place(accountId));
    }

    private static Optional<Row> row(Handle handle, long accountId) {
        return handle.createQuery("select secret, confirmed from second_factor where account_id = :account")
                .bind("account", accountId)
                .map((row, _) -> new Row(row.getBytes("secret"), row.getBoolean("confirmed")))
                .findOne();
    }

    private static String place(long accountId) {
        return "second_factor.secret:" + accountId;
    }

    private static void record(Handle handle, String kind, String by, String name) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, name, null));
    }
}
