package dev.portcullis.identity.oidc;

import dev.portcullis.access.AccessChanges;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.AccessLog;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.identity.ExternalPerson;
import dev.portcullis.identity.Identities;
import dev.portcullis.identity.TeamMembership;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * Takes in somebody whom a provider has proved: their account, the teams of their groups, and whether they are an
 * administrator. What the provider says now replaces what it said before, so a group that somebody has left takes its
 * rights along at once (CVE-2025-23208 of zot).
 */
@Singleton
public final class OidcSignIn {
    private static final Logger LOG = Logger.getLogger(OidcSignIn.class);

    private final Identities identities;
    private final AccessChanges changes;
    private final AccessLog accessLog;

    /** An account that is signed in. */
    public record SignedIn(long accountId, String account) {}

    OidcSignIn(Identities identities, AccessChanges changes, AccessLog accessLog) {
        this.identities = identities;
        this.changes = changes;
        this.accessLog = accessLog;
    }

    /**
     * The account of that person, with their rights as of now. {@link ErrorCode#DENIED} where there is none and none is
     * made, or it is switched off: signing in never switches it on. {@link ErrorCode#CONFLICT} where the name is taken.
     */
    public SignedIn complete(OidcSource source, ExternalPerson person) {
        refuseSwitchedOff(source, person);
        Identities.Known known =
                identities.signedIn(source.source(), person, source.settings().justInTime());
        changes.make(handle -> {
            Set<String> groups = person.groups();
            if (groups != null) {
                TeamMembership.setTeamsOf(
                        handle, source.name(), source.source().id(), known.accountId(), teams(handle, source, groups));
                if (!source.settings().administratorGroup().isEmpty()) {
                    setAdministrator(
                            handle,
                            source,
                            known,
                            groups.contains(source.settings().administratorGroup()));
                }
            }
            return known;
        });
        accessLog.signedIn(known.accountId(), known.account(), "provider " + source.name());
        return new SignedIn(known.accountId(), known.account());
    }

    /** Before anything is taken over: who is kept out changes nothing here. */
    private void refuseSwitchedOff(OidcSource source, ExternalPerson person) {
        Optional<Identities.Known> known = identities.find(source.source().id(), person.subject());
        known.ifPresent(account -> changes.read(handle -> {
            Optional<Long> active = handle.select("select id from account where id = ? and active", account.accountId())
                    .mapTo(Long.class)
                    .findOne();
            if (active.isEmpty()) {
                accessLog.signInRefused(account.account(), "switched off, and proved by " + source.name());
                throw new RegistryException(
                        ErrorCode.DENIED, "Your account is switched off here. Ask an administrator.");
            }
            return active;
        }));
    }

    private static List<Long> teams(Handle handle, OidcSource source, Set<String> groups) {
        return handle.createQuery("""
                        select team_id from team_sync where source_id = :source and settings->>'group' = any(:groups)""")
                .bind("source", source.source().id())
                .bindArray("groups", String.class, (Object[]) groups.toArray(String[]::new))
                .mapTo(Long.class)
                .list();
    }

    /** The last administrator stays one, whatever the provider says: nobody could undo that. */
    private static void setAdministrator(Handle handle, OidcSource source, Identities.Known known, boolean wanted) {
        AccessChanges.lockLastOne(handle);
        boolean is = handle.select("select administrator from account where id = ?", known.accountId())
                .mapTo(Boolean.class)
                .one();
        if (is == wanted) {
            return;
        }
        boolean others = handle.select(
                        "select exists (select from account where administrator and active and id <> ?)",
                        known.accountId())
                .mapTo(Boolean.class)
                .one();
        if (!wanted && !others) {
            LOG.warnf(
                    "%s is not in the administrator group of %s any more, but is the last administrator and stays one",
                    known.account(), source.name());
            return;
        }
        handle.execute("update account set administrator = ? where id = ?", wanted, known.accountId());
        Events.record(
                handle,
                new RegistryEvent.AccountChanged(
                        wanted ? "user.administrator_given" : "user.administrator_taken",
                        source.name(),
                        known.account(),
                        null));
    }
}
