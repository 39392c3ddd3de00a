package dev.portcullis.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Slows down guessing of passwords and one-time codes, on each node by itself. Counted are failures within five minutes:
 * of one name from one address, of all names from one address, and of one name from everywhere. The last one never
 * holds for an address from which that account has signed in within a day, and never for administrators: nobody can
 * lock them out by failing in their name, since whoever guesses meets the first two. Machine secrets are not counted:
 * they cannot be guessed, and a broken job must not lock out its neighbours.
 */
@Singleton
public final class SignInLimits {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final Duration KNOWN_FOR = Duration.ofDays(1);
    private static final int MAX_KEYS = 100_000;

    private final int perNameAndAddress;
    private final int perAddress;
    private final int perName;
    private final int codesPerAccount;
    private final Cache<String, AtomicInteger> failures =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).expireAfterWrite(WINDOW).build();
    private final Cache<String, Boolean> known = Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfterWrite(KNOWN_FOR)
            .build();

    SignInLimits(
            @ConfigProperty(name = "portcullis.sign-in.failures-per-name-and-address", defaultValue = "10")
                    int perNameAndAddress,
            @ConfigProperty(name = "portcullis.sign-in.failures-per-address", defaultValue = "300") int perAddress,
            @ConfigProperty(name = "portcullis.sign-in.failures-per-name", defaultValue = "100") int perName,
            @ConfigProperty(name = "portcullis.sign-in.code-failures-per-account", defaultValue = "20")
                    int codesPerAccount) {
        this.perNameAndAddress = perNameAndAddress;
        this.perAddress = perAddress;
        this.perName = perName;
        this.codesPerAccount = codesPerAccount;
    }

    /**
     * {@link ErrorCode#TOOMANYREQUESTS} when this may not be tried now, whether it would have been right or not. The
     * answer is the same for names that exist and those that do not.
     */
    void check(String name, String address, BooleanSupplier administrator) {
        boolean pair = count(pair(name, address)) >= perNameAndAddress;
        boolean from = count(from(address)) >= perAddress;
        boolean to = count(to(name)) >= perName
                && known.getIfPresent(pair(name, address)) == null
                && !administrator.getAsBoolean();
        if (pair || from || to) {
            throw tooMany();
        }
    }

    private static RegistryException tooMany() {
        return new RegistryException(
                        ErrorCode.TOOMANYREQUESTS, "Too many sign-ins have failed. Wait five minutes, then try again.")
                .header("Retry-After", Long.toString(WINDOW.toSeconds()));
    }

    /**
     * As {@link #check}, for a one-time code. Who gets here knows the password, and a code has six digits only: so few
     * are tried for an account from everywhere, an administrator's too, unless from where it has signed in.
     */
    void checkCode(long accountId, String address) {
        String code = code(accountId);
        boolean pair = count(pair(code, address)) >= perNameAndAddress;
        boolean to = count(to(code)) >= codesPerAccount && known.getIfPresent(pair(code, address)) == null;
        if (pair || to) {
            throw tooMany();
        }
    }

    void codeFailed(long accountId, String address) {
        failed(code(accountId), address);
    }

    void codeSucceeded(long accountId, String address) {
        succeeded(code(accountId), address);
    }

    void failed(String name, String address) {
        add(pair(name, address));
        add(from(address));
        add(to(name));
    }

    void succeeded(String name, String address) {
        failures.invalidate(pair(name, address));
        known.put(pair(name, address), Boolean.TRUE);
    }

    private int count(String key) {
        AtomicInteger counter = failures.getIfPresent(key);
        return counter == null ? 0 : counter.get();
    }

    private void add(String key) {
        failures.get(key, _ -> new AtomicInteger()).incrementAndGet();
    }

    /** No account's name begins with a colon, so codes are counted apart from passwords. */
    private static String code(long accountId) {
        return ":" + accountId;
    }

    /** No name that is looked up holds a NUL, so the border cannot be moved. */
    private static String pair(String name, String address) {
        return "p" + name + '\0' + address;
    }

    private static String from(String address) {
        return "a" + address;
    }

    private static String to(String name) {
        return "n" + name;
    }
}
