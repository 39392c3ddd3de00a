package dev.portcullis.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** Every table is in a backup, or left out by name. */
class TableCatalogTest {

    @Test
    void eachTableIsTakenOrLeftOutByName() {
        try (Handle handle = TestPostgres.migratedDatabase().jdbi().open()) {
            Set<String> there = new TreeSet<>(
                    handle.createQuery("select relname from pg_class where relnamespace = 'public'::regnamespace"
                                    + " and relkind in ('r', 'p') and not relispartition")
                            .mapTo(String.class)
                            .list());
            Set<String> known = new TreeSet<>(TableCatalog.tables(handle).keySet());
            known.addAll(TableCatalog.LEFT_OUT);
            assertThat(known).isEqualTo(there);
            assertThat(TableCatalog.months(handle)).hasSizeGreaterThan(2).allMatch(day -> day.endsWith("-01"));
        }
    }

    @Test
    void aTableComesAfterThoseThatItRefersTo() {
        try (Handle handle = TestPostgres.migratedDatabase().jdbi().open()) {
            List<String> order = new ArrayList<>(TableCatalog.tables(handle).keySet());
            assertThat(order)
                    .containsSubsequence("identity_source", "account", "repository", "blob_link", "manifest_blob")
                    .containsSubsequence("manifest", "manifest_child")
                    .containsSubsequence("manifest", "tag");
        }
    }

    @Test
    void aCircleIsRefused() {
        assertThatThrownBy(() -> TableCatalog.sorted(Set.of("a", "b"), Map.of("a", Set.of("b"), "b", Set.of("a"))))
                .hasMessageContaining("circle");
    }
}
