package dev.portcullis.identity.ldap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a synchronization would do, or did. Names are in byte order; nothing here is a secret.
 *
 * @param people whom the directory admits
 * @param active accounts of the source that are active before it
 * @param notes what an administrator may want to mend at the directory or in the settings
 * @param brake why it stops unless it is told to go on; null: it does not
 */
public record SyncPlan(
        int people,
        int active,
        List<Creation> create,
        List<Conflict> conflicts,
        List<Change> change,
        List<Departure> deactivate,
        List<String> reactivate,
        List<String> makeAdministrator,
        List<String> takeAdministration,
        List<TeamChange> teams,
        List<String> notes,
        @Nullable String brake) {

    /** An account that is made for somebody. */
    public record Creation(String account, String login, String subject) {}

    /** Somebody who gets no account. */
    public record Conflict(String login, String why) {}

    /** What the directory says anew of an account; what stays is null. */
    public record Change(
            String account,
            @Nullable String login,
            @Nullable String fullName,
            @Nullable String email) {}

    /** An account that is deactivated. */
    public record Departure(String account, String why) {}

    /** A team that gets other members. */
    public record TeamChange(String team, List<String> add, List<String> remove) {}

    /** Whether everything is as the directory says. */
    public boolean isEmpty() {
        return create.isEmpty()
                && change.isEmpty()
                && deactivate.isEmpty()
                && reactivate.isEmpty()
                && makeAdministrator.isEmpty()
                && takeAdministration.isEmpty()
                && teams.isEmpty();
    }

    /** How many of each. */
    public Counts counts() {
        return new Counts(
                people,
                active,
                create.size(),
                conflicts.size(),
                change.size(),
                deactivate.size(),
                reactivate.size(),
                makeAdministrator.size(),
                takeAdministration.size(),
                teams.stream().mapToInt(team -> team.add().size()).sum(),
                teams.stream().mapToInt(team -> team.remove().size()).sum());
    }

    /** The numbers of a plan. */
    public record Counts(
            int people,
            int active,
            int create,
            int conflicts,
            int change,
            int deactivate,
            int reactivate,
            int makeAdministrator,
            int takeAdministration,
            int addToTeams,
            int removeFromTeams) {}
}
