package dev.portcullis.backup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The registry's tables as PostgreSQL's own catalogue has them, so that a new table is in a backup without being named here. */
final class TableCatalog {
    /**
     * What a backup leaves out: what belongs to nodes that run, to uploads whose bytes are not in it, to browsers that
     * are signed in, and to backups themselves.
     */
    static final Set<String> LEFT_OUT = Set.of(
            "flyway_schema_history",
            "node",
            "session",
            "upload",
            "doomed_object",
            "acme_challenge",
            "object_hold",
            "backup",
            "restore_mark");

    private TableCatalog() {}

    /** Tables and their columns, each table after those that it refers to. Partitions are read through their table. */
    static Map<String, List<String>> tables(Handle handle) {
        Map<String, List<String>> columns = new TreeMap<>();
        handle.createQuery("""
                        select c.relname, a.attname from pg_class c
                        join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
                        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                            and a.attgenerated = ''
                        where c.relkind in ('r', 'p') and not c.relispartition
                        order by c.relname, a.attnum""")
                .map((row, _) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(column -> columns.computeIfAbsent(column.getKey(), name -> new ArrayList<>())
                        .add(column.getValue()));
        columns.keySet().removeAll(LEFT_OUT);
        Map<String, List<String>> ordered = new LinkedHashMap<>();
        for (String table : sorted(columns.keySet(), references(handle))) {
            ordered.put(table, List.copyOf(columns.getOrDefault(table, List.of())));
        }
        return ordered;
    }

    /** Which table refers to which others. */
    private static Map<String, Set<String>> references(Handle handle) {
        Map<String, Set<String>> references = new HashMap<>();
        handle.createQuery("""
                        select distinct f.relname, t.relname from pg_constraint k
                        join pg_class f on f.oid = k.conrelid and not f.relispartition
                        join pg_class t on t.oid = k.confrelid
                        join pg_namespace n on n.oid = f.relnamespace and n.nspname = current_schema()
                        where k.contype = 'f' and k.conrelid <> k.confrelid""")
                .map((row, _) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(edge -> references
                        .computeIfAbsent(edge.getKey(), name -> new HashSet<>())
                        .add(edge.getValue()));
        return references;
    }

    static List<String> sorted(Set<String> tables, Map<String, Set<String>> references) {
        List<String> ordered = new ArrayList<>();
        Set<String> waiting = new java.util.TreeSet<>(tables);
        while (!waiting.isEmpty()) {
            List<String> free = waiting.stream()
                    .filter(table ->
                            references.getOrDefault(table, Set.of()).stream().noneMatch(waiting::contains))
                    .toList();
            if (free.isEmpty()) {
                throw new IllegalStateException("these tables refer to each other in a circle: " + waiting);
            }
            ordered.addAll(free);
            free.forEach(waiting::remove);
        }
        return ordered;
    }

    /** All tables of the schema, partitions too. */
    static List<String> withPartitions(Handle handle) {
        return handle.createQuery("""
                        select c.relname from pg_class c
                        join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
                        where c.relkind in ('r', 'p') order by 1""").mapTo(String.class).list();
    }

    /** Counters behind ids and the like. They follow no snapshot: what is read after one is at least as far. */
    static List<BackupManifest.Sequence> sequences(Handle handle) {
        List<String> names = handle.createQuery("""
                        select c.relname from pg_class c
                        join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
                        where c.relkind = 'S' order by 1""").mapTo(String.class).list();
        return names.stream()
                .map(name -> handle.createQuery("select last_value, is_called from " + quoted(name))
                        .map((row, _) -> new BackupManifest.Sequence(name, row.getLong(1), row.getBoolean(2)))
                        .one())
                .toList();
    }

    /** The first days of the months of the audit log. */
    static List<String> months(Handle handle) {
        return handle.createQuery("""
                        select replace(substring(c.relname from 7), '_', '-') || '-01' from pg_inherits i
                        join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
                        join pg_namespace n on n.oid = p.relnamespace and n.nspname = current_schema()
                        where p.relname = 'event' and c.relname ~ '^event_[0-9]{4}_[0-9]{2}$' order by 1""").mapTo(String.class).list();
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String quoted(List<String> names) {
        return String.join(", ", names.stream().map(TableCatalog::quoted).toList());
    }
}
