package dev.portcullis.console;

import dev.portcullis.repository.RepositoryRegister;
import dev.portcullis.repository.Usage;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the rows of lists of repositories, and puts them in order. */
@Singleton
final class RepositoryRows {
    private final RepositoryRegister register;
    private final Usage usage;

    /** What a list is sorted by. */
    enum Order {
        NAME,
        PUSHED,
        PULLED,
        PULLS;

        static Order of(String given) {
            return Arrays.stream(values())
                    .filter(order -> order.wireName().equals(given))
                    .findFirst()
                    .orElse(NAME);
        }

        private String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** As it stands in an address; empty for the usual one. */
        String given() {
            return this == NAME ? "" : wireName();
        }

        List<Visit.Choice> choices(RepositoryWords words) {
            return Arrays.stream(values())
                    .map(order -> new Visit.Choice(
                            order.wireName(),
                            switch (order) {
                                case NAME -> words.sortName();
                                case PUSHED -> words.sortPushed();
                                case PULLED -> words.sortPulled();
                                case PULLS -> words.sortPulls();
                            },
                            order == this))
                    .toList();
        }
    }

    RepositoryRows(RepositoryRegister register, Usage usage) {
        this.register = register;
        this.usage = usage;
    }

    /** Of these names, those of them that there are; by name. */
    List<RepositoryListPages.Row> of(List<String> names) {
        Map<String, Usage.Use> uses = usage.ofRepositories(names);
        return register.find(names).stream()
                .map(entry -> RepositoryListPages.Row.of(entry, uses.getOrDefault(entry.name(), Usage.Use.NONE)))
                .toList();
    }

    /** The latest, or the most, first; what was never touched last, by name. */
    List<RepositoryListPages.Row> sorted(List<String> names, Order order) {
        Comparator<@Nullable Instant> latest = Comparator.nullsLast(Comparator.reverseOrder());
        Comparator<RepositoryListPages.Row> byName = Comparator.comparing(RepositoryListPages.Row::name);
        Comparator<RepositoryListPages.Row> wanted = switch (order) {
            case NAME -> byName;
            case PUSHED ->
                Comparator.comparing((RepositoryListPages.Row row) -> row.use().pushedAt(), latest);
            case PULLED ->
                Comparator.comparing((RepositoryListPages.Row row) -> row.use().pulledAt(), latest);
            case PULLS ->
                Comparator.comparingLong(
                                (RepositoryListPages.Row row) -> row.use().pulls())
                        .reversed();
        };
        return of(names).stream().sorted(wanted.thenComparing(byName)).toList();
    }
}
