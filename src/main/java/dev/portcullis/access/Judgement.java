package dev.portcullis.access;

import dev.portcullis.settings.GeneralSettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What follows from the facts, and why. This is the rule book: {@link AccessControl} lists the rules in words.
 *
 * @param allowed what may be done
 * @param reasons each source of rights with what it gives; empty where nothing gives anything
 * @param limits what keeps rights away that would be there otherwise
 */
record Judgement(Set<Action> allowed, List<Reason> reasons, List<String> limits) {
    private static final Set<Action> ALL = Level.ADMIN.actions();
    private static final Set<Action> OF_OTHERS_IN_A_USERS_NAMESPACE = Level.READ_ONLY.actions();
    private static final Set<Action> AUDIT = Set.of(Action.VIEW, Action.ACTIVITY);
    private static final Set<Action> AUDIT_AND_PULL = Set.of(Action.VIEW, Action.ACTIVITY, Action.PULL);

    /** One source of rights. */
    record Reason(String sentence, Set<Action> gives) {
        Reason {
            gives = Set.copyOf(gives);
        }
    }

    Judgement {
        allowed = Set.copyOf(allowed);
        reasons = List.copyOf(reasons);
        limits = List.copyOf(limits);
    }

    static Judgement of(RightsFacts facts, GeneralSettings general) {
        if (facts.accountId() == null && !general.anonymousAccess()) {
            return nothing("Anonymous access is off (setting general.anonymousAccess): sign in first.");
        }
        if (facts.accountId() != null && !facts.active()) {
            return nothing(
                    facts.exists()
                            ? "The account is not active: it may do nothing at all."
                            : "There is no such account.");
        }
        List<Reason> reasons = new ArrayList<>();
        List<String> limits = new ArrayList<>();
        addStanding(facts, reasons);
        for (RightsFacts.Given given : facts.given()) {
            addGiven(facts, given, reasons, limits);
        }
        if (facts.repositoryId() == null) {
            return ofMissing(facts, reasons, limits, general.createOnPush());
        }
        return new Judgement(union(reasons), reasons, limits);
    }

    /** What comes from who one is. */
    private static void addStanding(RightsFacts facts, List<Reason> reasons) {
        Long me = facts.accountId();
        if (facts.administrator()) {
            reasons.add(new Reason("Administrators may do everything.", ALL));
        }
        if (facts.auditor()) {
            reasons.add(
                    facts.auditorPulls()
                            ? new Reason("Auditors see every repository; this one may pull too.", AUDIT_AND_PULL)
                            : new Reason("Auditors see every repository.", AUDIT));
        }
        if (me != null && facts.userNamespace() && me.equals(facts.namespaceId())) {
            reasons.add(new Reason("It is the account's own namespace.", ALL));
        }
        if (facts.owner()) {
            reasons.add(new Reason("Owners of the organization may do everything in it.", ALL));
        }
    }

    private static void addGiven(
            RightsFacts facts, RightsFacts.Given given, List<Reason> reasons, List<String> limits) {
        EnumSet<Action> gives = EnumSet.copyOf(given.actions());
        String told = given.role().isEmpty()
                ? "The robot's permission on " + given.on()
                : "A grant of " + given.role() + " on " + given.on() + " to " + given.to();
        if (facts.userNamespace() && gives.retainAll(OF_OTHERS_IN_A_USERS_NAMESPACE)) {
            limits.add(told + " counts as read-only: in the namespace of a user only that user changes anything.");
        }
        reasons.add(new Reason(told + ".", gives));
    }

    /** A repository that does not exist: who may create it may look, and finds nothing; all others are told nothing. */
    private static Judgement ofMissing(
            RightsFacts facts, List<Reason> reasons, List<String> limits, boolean createOnPush) {
        if (!facts.creatorTeams().isEmpty()) {
            reasons.add(new Reason(
                    "Members of team " + String.join(", ", facts.creatorTeams())
                            + " may create repositories here, and become their admin.",
                    ALL));
        }
        EnumSet<Action> allowed = union(reasons);
        if (!allowed.contains(Action.CREATE)) {
            limits.add("The repository does not exist, and this account may not create it.");
            return new Judgement(Set.of(), List.of(), limits);
        }
        if (!createOnPush) {
            limits.add(
                    "The repository does not exist, and the setting general.createOnPush is off: a push does not create it.");
            allowed.remove(Action.PUSH);
        } else if (facts.namespaceId() == null && !facts.administrator()) {
            limits.add("There is no such namespace; only an administrator's push creates one.");
            allowed.remove(Action.PUSH);
        }
        return new Judgement(allowed, reasons, limits);
    }

    private static Judgement nothing(String why) {
        return new Judgement(Set.of(), List.of(), List.of(why));
    }

    private static EnumSet<Action> union(List<Reason> reasons) {
        EnumSet<Action> all = EnumSet.noneOf(Action.class);
        reasons.forEach(reason -> all.addAll(reason.gives()));
        return all;
    }
}
