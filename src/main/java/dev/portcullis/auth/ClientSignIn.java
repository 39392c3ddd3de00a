package dev.portcullis.auth;

import dev.portcullis.access.Account;
import dev.portcullis.access.CredentialUses;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.access.MachineCredential;
import dev.portcullis.access.MachineCredentials;
import dev.portcullis.database.Epochs;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.AccessLog;
import dev.portcullis.identity.workload.WorkloadExchange;
import dev.portcullis.reference.RepositoryName;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Signs in clients by a name and a secret, wherever these stand: in Basic credentials or in a form. The secret tells by
 * its form what it is: an access token, a robot's secret, or else a person's password.
 */
@Singleton
final class ClientSignIn {
    private final PasswordAuthenticator passwords;
    private final MachineCredentials machines;
    private final CredentialUses uses;
    private final LiveAccounts accounts;
    private final Epochs epochs;
    private final SignInLimits limits;
    private final WorkloadExchange workloads;
    private final AccessLog log;
    private final SourceAddress addresses;

    /** Who it is, and what proved it. */
    record Proof(Account account, Credential credential) {}

    ClientSignIn(
            PasswordAuthenticator passwords,
            MachineCredentials machines,
            CredentialUses uses,
            LiveAccounts accounts,
            Epochs epochs,
            SignInLimits limits,
            WorkloadExchange workloads,
            AccessLog log,
            SourceAddress addresses) {
        this.passwords = passwords;
        this.machines = machines;
        this.uses = uses;
        this.accounts = accounts;
        this.epochs = epochs;
        this.limits = limits;
        this.workloads = workloads;
        this.log = log;
        this.addresses = addresses;
    }

    /**
     * The active account of that name and secret, or null: what was wrong is not told. {@link ErrorCode#UNAUTHORIZED}
     * for a right password that is not enough, {@link ErrorCode#TOOMANYREQUESTS} after many failures.
     */
    @Nullable
    Proof signIn(String name, String secret, HttpServerRequest request) {
        String address = addresses.of(request);
        if (MachineCredentials.isSecret(secret)) {
            Proof proof = bySecretAlone(secret, request);
            // The name must be right too: one that is wrong shows a mix-up that is better found now.
            return logged(name, proof != null && proof.account().name().equals(name) ? proof : null, "secret");
        }
        PasswordAuthenticator.Person person = byPassword(name, secret, address);
        if (person == null) {
            return logged(name, null, "password");
        }
        if (person.secondFactor()) {
            log.signInRefused(person.account().name(), "a password alone, where a second factor is set up");
            throw new RegistryException(
                    ErrorCode.UNAUTHORIZED,
                    "This account has a second factor, for which clients cannot ask. Use an access token as the password.");
        }
        return logged(name, new Proof(person.account(), person.credential()), "password");
    }

    /** Sign-ins and refusals are events, counted where they come in numbers. */
    private @Nullable Proof logged(String name, @Nullable Proof proof, String what) {
        if (proof == null) {
            log.signInRefused(known(name), "name or " + what + " is wrong, or not good any more");
        } else {
            log.signedIn(
                    proof.account().id(),
                    proof.account().name(),
                    proof.credential().told());
        }
        return proof;
    }

    /** A name that there is. Others are not written down: people type secrets into the wrong field. */
    private String known(String name) {
        return mayBeName(name) && accounts.exists(name) ? name : "";
    }

    private static boolean mayBeName(String name) {
        return RepositoryName.isComponent(name.replace("+", ""));
    }

    private PasswordAuthenticator.@Nullable Person byPassword(String name, String password, String address) {
        PasswordAuthenticator.Person known = passwords.remembered(name, password, address);
        if (known != null) {
            return known;
        }
        limits.check(name, address, () -> mayBeName(name) && accounts.isAdministrator(name));
        PasswordAuthenticator.Person person = passwords.authenticate(name, password, address);
        if (person == null) {
            limits.failed(name, address);
        } else {
            limits.succeeded(name, address);
        }
        return person;
    }

    /**
     * The robot of that name, for a token that its platform has signed and that the robot trusts; null otherwise. Only
     * where bearer tokens are given: each proof is an event, and asks for more work than a request should cost.
     */
    @Nullable
    Proof byWorkloadToken(String robot, String jwt) {
        if (robot.indexOf('+') < 0) {
            return null;
        }
        WorkloadExchange.Proved proved = workloads.prove(robot, jwt).orElse(null);
        Account account = proved == null ? null : accounts.find(proved.robotAccountId());
        if (proved == null || account == null || !account.active()) {
            return null;
        }
        String told = "workload token of " + proved.issuer() + ", subject " + proved.subject();
        return new Proof(account, new Credential(Credential.TRUST + proved.trustId(), told, null, proved.until()));
    }

    /** As {@link #signIn}, for an access token or a robot's secret that stands alone. */
    @Nullable
    Proof bySecretAlone(String secret, HttpServerRequest request) {
        String address = addresses.of(request);
        MachineCredential machine = machines.bySecret(secret);
        if (machine == null || !machine.isGood(epochs.now(), address)) {
            return null;
        }
        Account account = accounts.find(machine.accountId());
        if (account == null || !account.active()) {
            return null;
        }
        String client = request.getHeader("User-Agent");
        uses.used(machine.id(), client == null ? "" : client, address);
        return new Proof(account, LiveCredentials.of(machine));
    }
}
