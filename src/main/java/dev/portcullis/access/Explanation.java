package dev.portcullis.access;

import dev.portcullis.reference.RepositoryName;
import java.util.ArrayList;
import java.util.List;

/**
 * Why somebody may do something, or may not: the sentences that an administrator needs to change it.
 *
 * @param because what decided
 * @param wouldChange what would turn the answer around
 */
public record Explanation(
        String account,
        String repository,
        String action,
        boolean allowed,
        List<String> because,
        List<String> wouldChange) {
    public Explanation {
        because = List.copyOf(because);
        wouldChange = List.copyOf(wouldChange);
    }

    static Explanation of(String account, RepositoryName name, Action action, RightsFacts facts, Judgement judgement) {
        boolean allowed = judgement.allowed().contains(action);
        List<String> because = new ArrayList<>();
        List<String> change = new ArrayList<>();
        if (allowed) {
            judgement.reasons().stream()
                    .filter(reason -> reason.gives().contains(action))
                    .forEach(reason -> because.add(reason.sentence()));
            change.add(takeAway(facts, because.size()));
        } else {
            because.addAll(judgement.limits());
            judgement.reasons().forEach(reason -> because.add("Not enough: " + reason.sentence()));
            if (because.isEmpty()) {
                because.add("Nothing gives this account anything on " + name + ", and it is not public.");
            }
            give(account, name, action, facts, change);
        }
        return new Explanation(account, name.toString(), action.wireName(), allowed, because, change);
    }

    private static String takeAway(RightsFacts facts, int sources) {
        if (facts.administrator()) {
            return "Take administration from the account.";
        }
        return sources == 1
                ? "Take away what is named above."
                : "Take away all " + sources + " of what is named above: any one of them is enough.";
    }

    private static void give(
            String account, RepositoryName name, Action action, RightsFacts facts, List<String> change) {
        if (facts.accountId() == null) {
            change.add(
                    action == Action.PULL || action == Action.VIEW
                            ? "Make " + name + " public."
                            : "Nothing: who is not signed in pulls at most.");
        } else if (!facts.active()) {
            change.add("Activate the account.");
        } else if (facts.repositoryId() == null) {
            change.add("Create the repository, or let the account create it: a creator team of " + name.namespace()
                    + ", or a role with create on " + name.namespace() + "/*.");
        } else if (account.indexOf('+') >= 0) {
            change.add("Add " + action.wireName() + " on " + name + " to the robot's permissions.");
        } else if (facts.userNamespace()) {
            change.add(
                    action == Action.PULL || action == Action.VIEW
                            ? "Grant read-only on " + name + " to " + account + "."
                            : "Nothing in the namespace of a user: move the repository to an organization.");
        } else {
            change.add("Grant a role with " + action.wireName() + " (" + lowest(action) + ") on " + name + " or "
                    + name.namespace() + "/* to " + account + ", or to a team that it is in.");
        }
    }

    private static String lowest(Action action) {
        for (Level level : Level.values()) {
            if (level.actions().contains(action)) {
                return level.wireName();
            }
        }
        throw new IllegalStateException("admin can do everything");
    }
}
