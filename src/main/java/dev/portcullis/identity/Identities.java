package dev.portcullis.identity;

import dev.portcullis.access.AccessChanges;
import dev.portcullis.access.Account;
import dev.portcullis.access.AccountName;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Which account belongs to whom at the sources. An identity is found by its source and its subject, never by a name or a
 * mail address: who takes over a name at the directory does not take over an account here (ASVS 6.8.1).
 */
@Singleton
public final class Identities {
    private final AccessChanges changes;

    /** An identity as it stands in a list. */
    public record Link(long id, String account, String source, String subject, String login) {}

    /** The account behind an identity. */
    public record Known(long identityId, long accountId, String account) {}

    Identities(AccessChanges changes) {
        this.changes = changes;
    }

    /** The account of that subject at that source, active or not. */
    public Optional<Known> find(long sourceId, String subject) {
        return changes.read(handle -> find(handle, sourceId, subject));
    }

    /** As {@link #find(long, String)}, in a transaction that goes on. */
    public static Optional<Known> find(Handle handle, long sourceId, String subject) {
        return handle.createQuery("""
                        select i.id, a.id as account_id, a.name from identity i join account a on a.id = i.account_id
                        where i.source_id = :source and i.subject = :subject""")
                .bind("source", sourceId)
                .bind("subject", subject)
                .map((row, _) -> new Known(row.getLong("id"), row.getLong("account_id"), row.getString("name")))
                .findOne();
    }

    /**
     * The account of somebody whom a source has just proved. Without one, and where the source may bring people just in
     * time, it is created under a name made from the login. Full name, mail address and login are taken over.
     *
     * <p>{@link ErrorCode#DENIED} where there is no account and none is to be made. {@link ErrorCode#CONFLICT} where the
     * name belongs to an account that is not linked: it is never taken over by itself.
     */
    public Known signedIn(IdentitySource source, ExternalPerson person, boolean justInTime) {
        Optional<Known> known = find(source.id(), person.subject());
        if (known.isEmpty() && !justInTime) {
            throw new RegistryException(
                    ErrorCode.DENIED,
                    "You are known to " + source.name() + ", but have no account here. Ask an administrator for one.");
        }
        return changes.make(handle -> {
            Known account = find(handle, source.id(), person.subject()).orElseGet(() -> create(handle, source, person));
            describe(handle, account, person);
            return account;
        });
    }

    /** Creates an account without a password for that person, and links it; in a transaction that goes on. */
    public static Known create(Handle handle, IdentitySource source, ExternalPerson person) {
        String name = AccountName.fromLogin(person.login());
        AccountName.requireNotRetired(handle, name);
        long account = handle.createQuery("""
                        insert into account (name, kind, full_name, email) values (:name, 'user', :full, :email)
                        on conflict (name) do nothing returning id""")
                .bind("name", name)
                .bind("full", person.fullName())
                .bind("email", person.email())
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> taken(source, name));
        record(handle, "user.created", source.name(), name, person.login());
        return new Known(link(handle, account, source.id(), person), account, name);
    }

    private static final String CREATE_ALL = """
        with wanted as (
            select * from unnest(:names, :subjects, :logins, :fulls, :emails)
                as w(name, subject, login, full_name, email)
            where not exists (select from retired_name r where r.name = w.name and r.until > now())
                and not exists (select from identity i
                    where i.source_id = :source and i.subject = w.subject)),
        made as (
            insert into account (name, kind, full_name, email)
            select name, 'user', full_name, email from wanted order by name
            on conflict (name) do nothing returning id, name)
        insert into identity (account_id, source_id, subject, login)
        select m.id, :source, w.subject, w.login from made m join wanted w on w.name = m.name
        returning (select name from made where id = account_id)""";

    /**
     * As {@link #create} for many at once, with a statement for all; in a transaction that goes on. Whose name is taken
     * or was given up lately, or is in the list twice, gets no account. The names that were created.
     */
    public static Set<String> createAll(Handle handle, IdentitySource source, Map<String, ExternalPerson> byName) {
        List<String> names = List.copyOf(byName.keySet());
        List<ExternalPerson> people = names.stream().map(byName::get).toList();
        Set<String> created = new LinkedHashSet<>(handle.createQuery(CREATE_ALL)
                .bind("source", source.id())
                .bindArray("names", String.class, names.toArray())
                .bindArray(
                        "subjects",
                        String.class,
                        people.stream().map(ExternalPerson::subject).toArray())
                .bindArray(
                        "logins",
                        String.class,
                        people.stream().map(ExternalPerson::login).toArray())
                .bindArray(
                        "fulls",
                        String.class,
                        people.stream().map(ExternalPerson::fullName).toArray())
                .bindArray(
                        "emails",
                        String.class,
                        people.stream().map(ExternalPerson::email).toArray())
                .mapTo(String.class)
                .list());
        byName.forEach((name, person) -> {
            if (created.contains(name)) {
                record(handle, "user.created", source.name(), name, person.login());
            }
        });
        return created;
    }

    private static RegistryException taken(IdentitySource source, String name) {
        return new RegistryException(
                ErrorCode.CONFLICT,
                "There is an account " + name + " that does not belong to the person of that name in " + source.name()
                        + ". An administrator can link the two.");
    }

    /** Takes over what may change at the source; writes only when it has. */
    public static void describe(Handle handle, Known account, ExternalPerson person) {
        handle.createUpdate("""
                        update account set full_name = :full, email = :email
                        where id = :id and (full_name, email) is distinct from (:full, :email)""")
                .bind("full", person.fullName())
                .bind("email", person.email())
                .bind("id", account.accountId())
                .execute();
        handle.createUpdate("update identity set login = :login where id = :id and login <> :login")
                .bind("login", person.login())
                .bind("id", account.identityId())
                .execute();
    }

    /**
     * Links an account to somebody at a source; with {@code dropPassword} the account's own password and second factor
     * go, so that it is the source alone that lets them in. {@link ErrorCode#CONFLICT} where that somebody has an
     * account already.
     */
    public void link(String by, String account, IdentitySource source, ExternalPerson person, boolean dropPassword) {
        changes.make(handle -> {
            long id = AccessChanges.idOf(handle, Account.Kind.USER, account);
            find(handle, source.id(), person.subject()).ifPresent(other -> {
                throw new RegistryException(
                        ErrorCode.CONFLICT,
                        "That person belongs to the account " + other.account() + " already. Unlink it first.");
            });
            long identity = link(handle, id, source.id(), person);
            if (dropPassword) {
                handle.execute("update account set password_hash = null where id = ?", id);
                handle.execute("delete from second_factor where account_id = ?", id);
                handle.execute("delete from recovery_code where account_id = ?", id);
            }
            record(
                    handle,
                    dropPassword ? "identity.converted" : "identity.linked",
                    by,
                    account,
                    source.name() + " " + person.login());
            return identity;
        });
    }

    /** Takes an identity from its account; {@link ErrorCode#NOT_FOUND} where there is none of that id. */
    public void unlink(String by, long identityId) {
        changes.make(handle -> {
            Link link = handle.createQuery(LINKS + " where i.id = :id")
                    .bind("id", identityId)
                    .map((row, _) -> link(row))
                    .findOne()
                    .orElseThrow(() -> new RegistryException(ErrorCode.NOT_FOUND, "There is no such identity."));
            handle.execute("delete from identity where id = ?", identityId);
            record(handle, "identity.unlinked", by, link.account(), link.source() + " " + link.login());
            return link;
        });
    }

    private static final String LINKS = """
            select i.id, a.name as account, s.name as source, i.subject, i.login
            from identity i join account a on a.id = i.account_id join identity_source s on s.id = i.source_id""";

    /** The identities of an account, in the order of the sources. */
    public List<Link> of(String account) {
        return changes.read(handle -> handle.createQuery(LINKS + " where a.name = :name order by s.position, i.subject")
                .bind("name", account)
                .map((row, _) -> link(row))
                .list());
    }

    private static Link link(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Link(
                row.getLong("id"),
                row.getString("account"),
                row.getString("source"),
                row.getString("subject"),
                row.getString("login"));
    }

    private static long link(Handle handle, long account, long source, ExternalPerson person) {
        return handle.createQuery("""
                        insert into identity (account_id, source_id, subject, login)
                        values (:account, :source, :subject, :login) returning id""")
                .bind("account", account)
                .bind("source", source)
                .bind("subject", person.subject())
                .bind("login", person.login())
                .mapTo(Long.class)
                .one();
    }

    private static void record(Handle handle, String kind, String by, String name, String detail) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, name, detail));
    }
}
