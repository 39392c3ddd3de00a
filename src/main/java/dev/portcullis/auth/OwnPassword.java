package dev.portcullis.auth;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/**
 * Changes the password of whoever is signed in. Their present one is asked for, and its guesses count as failed
 * sign-ins do: with a stolen token nobody finds out a password here that they could not find out at the door.
 */
@Singleton
public final class OwnPassword {
    private final Accounts accounts;
    private final LiveAccounts live;
    private final SignInLimits limits;
    private final SourceAddress addresses;

    OwnPassword(Accounts accounts, LiveAccounts live, SignInLimits limits, SourceAddress addresses) {
        this.accounts = accounts;
        this.live = live;
        this.limits = limits;
        this.addresses = addresses;
    }

    /**
     * Changes it. {@link ErrorCode#DENIED} when {@code current} is wrong, {@link ErrorCode#TOOMANYREQUESTS} after many
     * wrong ones, {@link ErrorCode#REQUEST_INVALID} for a new one that the rules refuse.
     */
    public void change(String account, String current, String password, HttpServerRequest request) {
        String address = addresses.of(request);
        limits.check(account, address, () -> live.isAdministrator(account));
        try {
            accounts.changePassword(account, current, password);
        } catch (RegistryException refused) {
            if (refused.code() == ErrorCode.DENIED) {
                limits.failed(account, address);
            }
            throw refused;
        }
        limits.succeeded(account, address);
    }
}
