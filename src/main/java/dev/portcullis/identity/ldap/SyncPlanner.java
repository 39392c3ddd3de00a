package dev.portcullis.identity.ldap;

import dev.portcullis.access.AccountName;
import dev.portcullis.error.RegistryException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares what the directory says with what stands here. Reads and changes nothing itself. */
final class SyncPlanner {
    private final LdapSettings settings;
    private final DirectorySnapshot snapshot;
    private final SourceAccounts accounts;
    private final Function<Collection<String>, Set<String>> takenNames;

    SyncPlanner(
            LdapSettings settings,
            DirectorySnapshot snapshot,
            SourceAccounts accounts,
            Function<Collection<String>, Set<String>> takenNames) {
        this.settings = settings;
        this.snapshot = snapshot;
        this.accounts = accounts;
        this.takenNames = takenNames;
    }

    SyncPlan plan() {
        List<SyncPlan.Conflict> conflicts = new ArrayList<>();
        List<SyncPlan.Creation> create = settings.createAccounts() ? creations(conflicts) : List.of();
        List<SyncPlan.Change> change = new ArrayList<>();
        List<SyncPlan.Departure> deactivate = new ArrayList<>();
        List<String> reactivate = new ArrayList<>();
        List<String> give = new ArrayList<>();
        List<String> take = new ArrayList<>();
        List<String> notes = new ArrayList<>(snapshot.notes());
        for (SourceAccounts.Linked linked : accounts.bySubject().values()) {
            boolean admitted = snapshot.admits(linked.subject());
            changes(linked, change);
            administration(linked, admitted, give, take);
            if (!admitted && linked.active() && linked.elsewhere()) {
                notes.add(linked.account() + " is gone here, but stays active: another source knows them.");
            } else if (!admitted && linked.active()) {
                deactivate.add(new SyncPlan.Departure(linked.account(), why(linked)));
            } else if (admitted && !linked.active() && linked.deactivatedBySource()) {
                reactivate.add(linked.account());
            }
        }
        int people = (int)
                snapshot.people().keySet().stream().filter(snapshot::admits).count();
        int active = accounts.active();
        return new SyncPlan(
                people,
                active,
                create,
                conflicts,
                change,
                deactivate,
                reactivate,
                give,
                take,
                teams(create),
                notes,
                brake(active, deactivate.size(), give, take));
    }

    private List<SyncPlan.Creation> creations(List<SyncPlan.Conflict> conflicts) {
        Map<String, SyncPlan.Creation> wanted = new HashMap<>();
        for (DirectoryPerson person : snapshot.people().values()) {
            if (person.shutOut() != null || accounts.bySubject().containsKey(person.subject())) {
                continue;
            }
            try {
                String name = AccountName.fromLogin(person.login());
                SyncPlan.Creation before =
                        wanted.putIfAbsent(name, new SyncPlan.Creation(name, person.login(), person.subject()));
                if (before != null) {
                    conflicts.add(new SyncPlan.Conflict(
                            person.login(), before.login() + " would have the account " + name + " too"));
                }
            } catch (RegistryException e) {
                conflicts.add(new SyncPlan.Conflict(person.login(), String.valueOf(e.getMessage())));
            }
        }
        for (String name : takenNames.apply(wanted.keySet())) {
            SyncPlan.Creation refused = wanted.remove(name);
            if (refused != null) {
                conflicts.add(new SyncPlan.Conflict(
                        refused.login(), "there is an account " + name + " already: link it, if it is theirs"));
            }
        }
        conflicts.sort(Comparator.comparing(SyncPlan.Conflict::login));
        return wanted.values().stream()
                .sorted(Comparator.comparing(SyncPlan.Creation::account))
                .toList();
    }

    private void changes(SourceAccounts.Linked linked, List<SyncPlan.Change> changes) {
        DirectoryPerson person = snapshot.people().get(linked.subject());
        if (person == null) {
            return;
        }
        String login = differs(person.login(), linked.login());
        String fullName = differs(person.fullName(), linked.fullName());
        String email = differs(person.mail(), linked.email());
        if (login != null || fullName != null || email != null) {
            changes.add(new SyncPlan.Change(linked.account(), login, fullName, email));
        }
    }

    private static @Nullable String differs(String now, String before) {
        return now.equals(before) ? null : now;
    }

    private String why(SourceAccounts.Linked linked) {
        DirectoryPerson person = snapshot.people().get(linked.subject());
        return person == null ? "the directory has nobody of this id any more" : String.valueOf(person.shutOut());
    }

    private void administration(SourceAccounts.Linked linked, boolean admitted, List<String> give, List<String> take) {
        Set<String> administrators = snapshot.administrators();
        if (administrators == null) {
            return;
        }
        boolean wanted = admitted && administrators.contains(linked.subject());
        if (wanted && !linked.administrator()) {
            give.add(linked.account());
        } else if (!wanted && linked.administrator() && !(linked.elsewhere() && !admitted)) {
            take.add(linked.account());
        }
    }

    private List<SyncPlan.TeamChange> teams(List<SyncPlan.Creation> create) {
        Map<String, String> created = new HashMap<>();
        create.forEach(creation -> created.put(creation.subject(), creation.account()));
        List<SyncPlan.TeamChange> changes = new ArrayList<>();
        for (SyncedTeam team : accounts.teams()) {
            List<String> add = new ArrayList<>();
            Set<Long> stay = new HashSet<>();
            for (String subject : snapshot.teams().getOrDefault(team.id(), Set.of())) {
                SourceAccounts.Linked linked = accounts.bySubject().get(subject);
                String fresh = created.get(subject);
                if (linked == null && fresh != null) {
                    add.add(fresh);
                } else if (linked != null && snapshot.admits(subject)) {
                    stay.add(linked.accountId());
                    if (!team.members().containsKey(linked.accountId())) {
                        add.add(linked.account());
                    }
                }
            }
            List<String> remove = team.members().entrySet().stream()
                    .filter(member -> !stay.contains(member.getKey()))
                    .map(Map.Entry::getValue)
                    .sorted()
                    .toList();
            if (!add.isEmpty() || !remove.isEmpty()) {
                changes.add(new SyncPlan.TeamChange(
                        team.path(), add.stream().sorted().toList(), remove));
            }
        }
        return changes;
    }

    private @Nullable String brake(int active, int departures, List<String> give, List<String> take) {
        if (departures > 0 && departures == active) {
            return "It would deactivate all " + active
                    + " active accounts of this source. Is a filter or base mistyped?";
        }
        if ((long) departures * 100 > (long) settings.brakePercent() * active) {
            return "It would deactivate " + departures + " of " + active + " active accounts of this source, more than "
                    + settings.brakePercent() + " %.";
        }
        long administrators = accounts.bySubject().values().stream()
                .filter(linked -> linked.administrator() && linked.active())
                .count();
        if (!take.isEmpty() && give.isEmpty() && take.size() >= administrators) {
            return "It would take administration from all " + take.size() + " administrators of this source.";
        }
        return null;
    }
}
