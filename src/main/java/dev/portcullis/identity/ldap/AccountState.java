package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.Entry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an entry says of whether its account is in use. Only what an administrator sets is read, nothing that passes. */
final class AccountState {
    /** To be asked for by name: some are operational. */
    static final List<String> ATTRIBUTES = List.of(
            "userAccountControl",
            "accountExpires",
            "shadowExpire",
            "pwdAccountLockedTime",
            "nsAccountLock",
            "loginDisabled");

    private static final int AD_DISABLED = 0x2;
    /** 100 ns since 1601 (MS-ADTS accountExpires); nobody's account ends with the largest value, or with 0. */
    private static final Instant AD_EPOCH = Instant.parse("1601-01-01T00:00:00Z");

    private static final long AD_NEVER = Long.MAX_VALUE;
    private static final long AD_TICKS_A_SECOND = 10_000_000;
    /** Locked by an administrator rather than by wrong passwords (draft-behera-ldap-password-policy, 5.3.3). */
    private static final String LOCKED_FOR_GOOD = "000001010000Z";

    private AccountState() {}

    /** Why the account may not sign in, or null. */
    static @Nullable String shutOut(Entry entry, Clock clock) {
        long control = number(entry, "userAccountControl", 0);
        if ((control & AD_DISABLED) != 0 || isTrue(entry, "nsAccountLock") || isTrue(entry, "loginDisabled")) {
            return "the account is disabled at the directory";
        }
        if (LOCKED_FOR_GOOD.equals(entry.getAttributeValue("pwdAccountLockedTime"))) {
            return "the account is locked at the directory";
        }
        long expires = number(entry, "accountExpires", 0);
        long days = number(entry, "shadowExpire", -1);
        boolean adExpired = expires > 0
                && expires != AD_NEVER
                && !AD_EPOCH.plusSeconds(expires / AD_TICKS_A_SECOND).isAfter(clock.instant());
        boolean shadowExpired = days >= 0
                && !Instant.EPOCH
                        .plus(Duration.ofDays(Math.min(days, 1_000_000)))
                        .isAfter(clock.instant());
        return adExpired || shadowExpired ? "the account has expired at the directory" : null;
    }

    private static boolean isTrue(Entry entry, String attribute) {
        return "true".equalsIgnoreCase(entry.getAttributeValue(attribute));
    }

    private static long number(Entry entry, String attribute, long otherwise) {
        Long value = entry.getAttributeValueAsLong(attribute);
        return value == null ? otherwise : value;
    }
}
