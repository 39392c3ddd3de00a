package dev.portcullis.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.access.Account;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.access.Passwords;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.Identities;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.identity.PasswordSource;
import dev.portcullis.identity.SignInOutcome;
import dev.portcullis.reference.RepositoryName;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Proves a person's name and password at the identity sources, in their order. A source that does not know the name lets
 * the next one try; one that knows it has the last word. What was proved is remembered for a minute under a keyed hash
 * of both, and is void as soon as what it rests on is gone. Each failure costs the time of one password hash, whoever
 * refused, so that the time does not tell which names there are.
 */
@Singleton
final class PasswordAuthenticator {
    private static final int MAX_REMEMBERED = 10_000;
    private static final int KEY_BYTES = 32;
    private static final int MAX_LOGIN = 256;
    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(60);

    private record Proved(long accountId, String claim) {}

    /**
     * Somebody proved.
     *
     * @param secondFactor whether a one-time code has to be given besides, which only a browser can
     * @param fresh whether it was proved just now, and not remembered
     */
    record Person(Account account, Credential credential, boolean secondFactor, boolean fresh) {}

    private final LiveAccounts accounts;
    private final LiveCredentials credentials;
    private final Passwords passwords;
    private final IdentitySources sources;
    private final Instance<PasswordSource> externals;
    private final Identities identities;
    private final SecondFactors secondFactors;
    private final SecretKeySpec cacheKey;
    private final Cache<Fingerprint, Proved> proved = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    private final Map<Fingerprint, FutureTask<Optional<Proved>>> inFlight = new ConcurrentHashMap<>();

    PasswordAuthenticator(
            LiveAccounts accounts,
            LiveCredentials credentials,
            Passwords passwords,
            IdentitySources sources,
            Instance<PasswordSource> externals,
            Identities identities,
            SecondFactors secondFactors) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.passwords = passwords;
        this.sources = sources;
        this.externals = externals;
        this.identities = identities;
        this.secondFactors = secondFactors;
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        this.cacheKey = new SecretKeySpec(key, "HmacSHA256");
    }

    /** The person, where this name and password were proved a moment ago; null otherwise, which tells nothing. */
    @Nullable
    Person remembered(String name, String password, String address) {
        Fingerprint fingerprint = fingerprint(name, password);
        Proved hit = proved.getIfPresent(fingerprint);
        Person person = hit == null ? null : live(hit, address, false);
        if (hit != null && person == null) {
            proved.invalidate(fingerprint);
        }
        return person;
    }

    /**
     * The active person of that name and password, or null: whether name, password or state was wrong is not told.
     * {@link ErrorCode#DENIED} and {@link ErrorCode#CONFLICT} for somebody whom a source has proved, and who has no
     * account here. {@link ErrorCode#UNAVAILABLE} where a source that may know the name cannot be asked.
     */
    @Nullable
    Person authenticate(String name, String password, String address) {
        Fingerprint fingerprint = fingerprint(name, password);
        // Of many requests with one credential a single one hashes, and the others wait for it: with a hash of 200 ms
        // they would otherwise refuse each other each time the remembered proof runs out.
        Proved fresh = prove(fingerprint, name, password);
        return fresh == null ? null : live(fresh, address, true);
    }

    /** Never under a lock of the cache: that one also holds up others, whose directory is not the dead one. */
    private @Nullable Proved prove(Fingerprint fingerprint, String name, String password) {
        Proved hit = proved.getIfPresent(fingerprint);
        if (hit != null) {
            return hit;
        }
        FutureTask<Optional<Proved>> mine = new FutureTask<>(() -> Optional.ofNullable(prove(name, password)));
        FutureTask<Optional<Proved>> running = inFlight.putIfAbsent(fingerprint, mine);
        if (running != null) {
            return outcome(running);
        }
        try {
            mine.run();
            Proved fresh = outcome(mine);
            if (fresh != null) {
                proved.put(fingerprint, fresh);
            }
            return fresh;
        } finally {
            inFlight.remove(fingerprint, mine);
        }
    }

    private static @Nullable Proved outcome(FutureTask<Optional<Proved>> task) {
        try {
            return task.get().orElse(null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException(ErrorCode.UNAVAILABLE);
        }
    }

    private @Nullable Person live(Proved proof, String address, boolean fresh) {
        Account account = accounts.find(proof.accountId());
        if (account == null || !account.active()) {
            return null;
        }
        Credential credential = credentials.find(account, proof.claim(), address);
        if (credential == null) {
            return null;
        }
        // Asked each time: somebody who has just turned it on must not be let in without for as long as that is known.
        boolean second = proof.claim().startsWith(Credential.PASSWORD) && secondFactors.isOn(account.id());
        return new Person(account, credential, second, fresh);
    }

    private @Nullable Proved prove(String name, String password) {
        // What cannot be a name is nobody's, and is not sent to the database: it may hold what no text there can.
        LiveAccounts.WithPassword local = RepositoryName.isComponent(name) ? accounts.findForSignIn(name) : null;
        if (password.isEmpty() || name.length() > MAX_LOGIN || name.indexOf('\0') >= 0) {
            return null; // cannot be anyone's, so this tells nothing about the user
        }
        String unavailable = null;
        for (IdentitySource source : sources.inOrder()) {
            if (source.kind().equals(IdentitySource.LOCAL)) {
                if (mayUsePassword(local, source)) {
                    return proveLocal(local, password);
                }
            } else if (source.enabled()) {
                switch (ask(source, name, password)) {
                    case SignInOutcome.Proved(var person) -> {
                        boolean justInTime =
                                source.settings().path("justInTime").asBoolean(false);
                        Identities.Known known = identities.signedIn(source, person, justInTime);
                        return new Proved(known.accountId(), Credential.IDENTITY + known.identityId());
                    }
                    case SignInOutcome.Refused _ -> {
                        return refuse(password);
                    }
                    case SignInOutcome.Unavailable _ -> unavailable = source.name();
                    case SignInOutcome.Unknown _ -> {}
                }
            }
        }
        if (unavailable != null) {
            throw new RegistryException(
                            ErrorCode.UNAVAILABLE,
                            "The directory " + unavailable + " cannot be asked just now. Access tokens and local"
                                    + " accounts work meanwhile.")
                    .header("Retry-After", "30");
        }
        return refuse(password);
    }

    /** With the local accounts switched off administrators still get in: somebody must be able to mend a directory. */
    private static boolean mayUsePassword(LiveAccounts.@Nullable WithPassword local, IdentitySource source) {
        return local != null
                && local.passwordHash() != null
                && (source.enabled() || local.account().administrator());
    }

    private @Nullable Proved proveLocal(LiveAccounts.@Nullable WithPassword local, String password) {
        boolean matches = passwords.matches(password, local == null ? null : local.passwordHash());
        if (local == null || !matches || !local.account().active()) {
            return null;
        }
        String claim = Credential.PASSWORD + local.account().credentialStamp();
        return new Proved(local.account().id(), claim);
    }

    private @Nullable Proved refuse(String password) {
        return proveLocal(null, password);
    }

    private SignInOutcome ask(IdentitySource source, String name, String password) {
        for (PasswordSource external : externals) {
            if (external.kind().equals(source.kind())) {
                return external.signIn(source, name, password);
            }
        }
        return new SignInOutcome.Unknown();
    }

    private Fingerprint fingerprint(String name, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(cacheKey);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0); // no account's name holds a NUL, so the border cannot be moved
            return Fingerprint.ofHash(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
