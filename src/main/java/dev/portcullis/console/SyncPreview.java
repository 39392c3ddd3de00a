package dev.portcullis.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.identity.ldap.SyncPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a synchronization would do, in the order in which it may hurt.
 *
 * @param lead how many people and accounts there are
 * @param brake why it would stop; null: it would not
 */
public record SyncPreview(String lead, @Nullable String brake, List<Part> parts) {
    /** A directory may have a hundred thousand people; the numbers tell of all of them. */
    private static final int SHOWN = 100;

    /**
     * Those to whom the same happens.
     *
     * @param more how many are not among the items
     */
    public record Part(String title, List<String> items, int more) {}

    public SyncPreview {
        parts = List.copyOf(parts);
    }

    static SyncPreview of(SyncPlan plan, SyncWords words) {
        return new SyncPreview(
                words.previewLead(plan.people(), plan.active()),
                plan.brake(),
                Stream.of(
                                part(words::administratorsLost, plan.takeAdministration(), name -> name),
                                part(words::deactivated, plan.deactivate(), one -> one.account() + ": " + one.why()),
                                part(words::administratorsMade, plan.makeAdministrator(), name -> name),
                                part(words::created, plan.create(), SyncPlan.Creation::account),
                                part(words::changed, plan.change(), SyncPreview::change),
                                part(words::reactivated, plan.reactivate(), name -> name),
                                part(words::teams, plan.teams(), SyncPreview::team),
                                part(words::conflicts, plan.conflicts(), one -> one.login() + ": " + one.why()),
                                part(words::notes, plan.notes(), note -> note))
                        .filter(part -> !part.items().isEmpty())
                        .toList());
    }

    private static <T> Part part(Function<Integer, String> title, List<T> all, Function<T, String> text) {
        List<String> items = all.stream().limit(SHOWN).map(text).toList();
        return new Part(title.apply(all.size()), items, all.size() - items.size());
    }

    private static String change(SyncPlan.Change change) {
        return change.account() + ": "
                + String.join(
                        ", ",
                        Stream.of(change.login(), change.fullName(), change.email())
                                .filter(value -> value != null)
                                .toList());
    }

    private static String team(SyncPlan.TeamChange team) {
        Stream<String> add = team.add().stream().limit(SHOWN).map(name -> "+" + name);
        Stream<String> remove = team.remove().stream().limit(SHOWN).map(name -> "-" + name);
        return team.team() + ": " + String.join(", ", Stream.concat(add, remove).toList());
    }

    /** The numbers of a run that has made its plan, those that are not 0. */
    static List<String> counts(JsonNode counts, SyncWords words) {
        List<String> told = new ArrayList<>();
        count(counts, "takeAdministration", words::administratorsLost, told);
        count(counts, "deactivate", words::deactivated, told);
        count(counts, "makeAdministrator", words::administratorsMade, told);
        count(counts, "create", words::created, told);
        count(counts, "change", words::changed, told);
        count(counts, "reactivate", words::reactivated, told);
        count(counts, "conflicts", words::conflicts, told);
        return told;
    }

    private static void count(JsonNode counts, String field, Function<Integer, String> words, List<String> told) {
        int count = counts.path(field).asInt();
        if (count > 0) {
            told.add(words.apply(count));
        }
    }
}
