package dev.portcullis.identity.ldap;

import dev.portcullis.access.AccessChanges;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.identity.ExternalPerson;
import dev.portcullis.identity.Identities;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.TeamMembership;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Does what a plan says, in transactions of {@value #BATCH}. Each can be cut off after any of them: the next run begins
 * with what is left. Each begins by touching the run's row, so a run that was cancelled or taken for dead stops there.
 */
final class SyncApply {
    static final int BATCH = 200;

    private final AccessChanges changes;
    private final IdentitySource source;
    private final long run;
    private final String by;
    private final DirectorySnapshot snapshot;
    private final Supplier<SourceAccounts> reload;

    SyncApply(
            AccessChanges changes,
            IdentitySource source,
            long run,
            String by,
            DirectorySnapshot snapshot,
            Supplier<SourceAccounts> reload) {
        this.changes = changes;
        this.source = source;
        this.run = run;
        this.by = by;
        this.snapshot = snapshot;
        this.reload = reload;
    }

    /** What one item does; the sentence goes into the log. */
    private interface Work<T> {
        String on(Handle handle, T item);
    }

    void apply(SyncPlan first, Function<SourceAccounts, SyncPlan> replan) {
        create(first.create());
        SourceAccounts accounts = reload.get();
        SyncPlan plan = replan.apply(accounts);
        Map<String, SourceAccounts.Linked> named = accounts.bySubject().values().stream()
                .collect(Collectors.toMap(SourceAccounts.Linked::account, Function.identity(), (one, _) -> one));
        batches(
                "describing accounts",
                plan.change(),
                (handle, change) -> describe(handle, linked(named, change.account())));
        batches(
                "deactivating",
                plan.deactivate(),
                (handle, gone) -> deactivate(handle, linked(named, gone.account()), gone.why()));
        batches("reactivating", plan.reactivate(), (handle, name) -> reactivate(handle, linked(named, name)));
        batches(
                "giving administration",
                plan.makeAdministrator(),
                (handle, name) -> administrator(handle, linked(named, name), true));
        batches(
                "taking administration",
                plan.takeAdministration(),
                (handle, name) -> administrator(handle, linked(named, name), false));
        teams(accounts);
    }

    private <T> void batches(String step, List<T> items, Work<T> work) {
        for (int from = 0; from < items.size(); from += BATCH) {
            List<T> batch = items.subList(from, Math.min(items.size(), from + BATCH));
            int done = from;
            changes.make(handle -> {
                SyncRuns.beat(handle, run, step, done, items.size());
                List<String> lines = new ArrayList<>();
                batch.forEach(item -> lines.add(work.on(handle, item)));
                SyncRuns.log(handle, run, lines);
                return lines;
            });
        }
    }

    private void create(List<SyncPlan.Creation> creations) {
        for (int from = 0; from < creations.size(); from += BATCH) {
            Map<String, ExternalPerson> batch = new LinkedHashMap<>();
            creations
                    .subList(from, Math.min(creations.size(), from + BATCH))
                    .forEach(creation -> batch.put(
                            creation.account(), person(creation.subject()).external()));
            int done = from;
            changes.make(handle -> {
                SyncRuns.beat(handle, run, "creating accounts", done, creations.size());
                Set<String> created = Identities.createAll(handle, source, batch);
                SyncRuns.log(
                        handle,
                        run,
                        batch.keySet().stream()
                                .map(name -> created.contains(name)
                                        ? "Created the account " + name + "."
                                        : "The account " + name + " was made by somebody else meanwhile.")
                                .toList());
                return created;
            });
        }
    }

    private String describe(Handle handle, SourceAccounts.Linked linked) {
        ExternalPerson person = person(linked.subject()).external();
        Identities.describe(
                handle, new Identities.Known(linked.identityId(), linked.accountId(), linked.account()), person);
        return linked.account() + " is now " + person.login() + ", " + person.fullName() + ", " + person.email() + ".";
    }

    private String deactivate(Handle handle, SourceAccounts.Linked linked, String why) {
        AccessChanges.lockLastOne(handle);
        if (isLastAdministrator(handle, linked)) {
            return linked.account() + " stays active: it is the last active administrator. (" + why + ")";
        }
        handle.execute(
                "update account set active = false, deactivated_by = ? where id = ? and active",
                source.id(),
                linked.accountId());
        record(handle, "user.deactivated", linked);
        return "Deactivated " + linked.account() + ": " + why + ".";
    }

    private String reactivate(Handle handle, SourceAccounts.Linked linked) {
        handle.execute(
                "update account set active = true, deactivated_by = null where id = ? and deactivated_by = ?",
                linked.accountId(),
                source.id());
        record(handle, "user.activated", linked);
        return "Activated " + linked.account() + " again.";
    }

    private String administrator(Handle handle, SourceAccounts.Linked linked, boolean give) {
        AccessChanges.lockLastOne(handle);
        if (!give && isLastAdministrator(handle, linked)) {
            return linked.account() + " stays an administrator: it is the last active one.";
        }
        handle.execute("update account set administrator = ? where id = ?", give, linked.accountId());
        record(handle, give ? "user.administrator_given" : "user.administrator_taken", linked);
        return linked.account() + (give ? " is an administrator." : " is no administrator any more.");
    }

    /** Needs the lock. */
    private static boolean isLastAdministrator(Handle handle, SourceAccounts.Linked linked) {
        return handle.select("select id from account where administrator and active limit 2")
                .mapTo(Long.class)
                .list()
                .equals(List.of(linked.accountId()));
    }

    private void teams(SourceAccounts accounts) {
        for (SyncedTeam team : accounts.teams()) {
            Set<Long> wanted = new HashSet<>();
            for (String subject : snapshot.teams().getOrDefault(team.id(), Set.of())) {
                SourceAccounts.Linked linked = accounts.bySubject().get(subject);
                if (linked != null && snapshot.admits(subject)) {
                    wanted.add(linked.accountId());
                }
            }
            List<Long> add = wanted.stream()
                    .filter(id -> !team.members().containsKey(id))
                    .toList();
            List<Long> remove = team.members().keySet().stream()
                    .filter(id -> !wanted.contains(id))
                    .toList();
            members(team, "adding to " + team.path(), add, true);
            members(team, "removing from " + team.path(), remove, false);
        }
    }

    private void members(SyncedTeam team, String step, List<Long> ids, boolean add) {
        for (int from = 0; from < ids.size(); from += BATCH) {
            List<Long> batch = ids.subList(from, Math.min(ids.size(), from + BATCH));
            int done = from;
            changes.make(handle -> {
                SyncRuns.beat(handle, run, step, done, ids.size());
                // The team may have been deleted, or taken out of the source's hands, while the directory was read.
                boolean ours = handle.select(
                                "select 1 from team_sync where team_id = ? and source_id = ? for share",
                                team.id(),
                                source.id())
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent();
                List<String> names = !ours
                        ? List.of()
                        : add
                                ? TeamMembership.add(handle, by, team.id(), batch)
                                : TeamMembership.remove(handle, by, team.id(), batch);
                SyncRuns.log(
                        handle,
                        run,
                        names.stream()
                                .map(name -> (add ? "Added " : "Removed ") + name + (add ? " to " : " from ")
                                        + team.path() + ".")
                                .toList());
                return names;
            });
        }
    }

    private DirectoryPerson person(String subject) {
        DirectoryPerson person = snapshot.people().get(subject);
        if (person == null) {
            throw new IllegalStateException("the plan names somebody whom the directory did not");
        }
        return person;
    }

    private static SourceAccounts.Linked linked(Map<String, SourceAccounts.Linked> named, String account) {
        SourceAccounts.Linked linked = named.get(account);
        if (linked == null) {
            throw new IllegalStateException("the plan names " + account + ", which the source does not know");
        }
        return linked;
    }

    private void record(Handle handle, String kind, SourceAccounts.Linked linked) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, linked.account(), source.name()));
    }
}
