package dev.portcullis.auth;

import dev.portcullis.access.Account;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.reference.Digest;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The recovery codes of a second factor: ten at a time, each good once. They have 120 random bits, so that a plain hash
 * keeps them (ASVS 5.0, 6.5.2): the database holds the SHA-256 of account and code.
 */
@Singleton
public final class RecoveryCodes {
    private static final int COUNT = 10;
    private static final int BYTES = 15;
    private static final int GROUP = 6;

    private final Jdbi jdbi;
    private final SecureRandom random = new SecureRandom();

    RecoveryCodes(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** How many of them are left. */
    public int left(long accountId) {
        return jdbi.withHandle(
                handle -> handle.select("select count(*) from recovery_code where account_id = ?", accountId)
                        .mapTo(Integer.class)
                        .one());
    }

    /** New ones in place of all before, in groups of six letters; nothing can show them again. */
    List<String> renew(Handle handle, long accountId) {
        handle.execute("delete from recovery_code where account_id = ?", accountId);
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            String code = Base32.encode(bytes);
            handle.createUpdate("insert into recovery_code (account_id, hash) values (:account, :hash)")
                    .bind("account", accountId)
                    .bind("hash", hash(accountId, code))
                    .execute();
            codes.add(code.replaceAll("(.{" + GROUP + "})(?!$)", "$1-"));
        }
        return codes;
    }

    /** Whether this was one of them; it is none any more. */
    boolean use(Account account, String code) {
        return jdbi.inTransaction(handle -> {
            int used = handle.createUpdate("delete from recovery_code where account_id = :account and hash = :hash")
                    .bind("account", account.id())
                    .bind("hash", hash(account.id(), code))
                    .execute();
            if (used > 0) {
                Events.record(
                        handle,
                        new RegistryEvent.AccountChanged("recovery_code.used", account.name(), account.name(), null));
            }
            return used > 0;
        });
    }

    /** A code as it was typed, without the spaces and hyphens that make it readable. */
    static String normalized(String typed) {
        return typed.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
    }

    private static byte[] hash(long accountId, String code) {
        return Digest.Algorithm.SHA256.newHash().digest((accountId + ":" + code).getBytes(StandardCharsets.UTF_8));
    }
}
