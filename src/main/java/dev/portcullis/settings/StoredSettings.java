package dev.portcullis.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The tables of the settings. */
final class StoredSettings {
    private static final int MOST_VERSIONS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLUMNS = "section, version, value::text, changed_at, changed_by";

    private StoredSettings() {}

    static Map<String, StoredSetting> all(Handle handle) {
        return handle.createQuery("select " + COLUMNS + " from setting").map((row, _) -> setting(row)).stream()
                .collect(Collectors.toMap(StoredSetting::section, Function.identity()));
    }

    static Optional<StoredSetting> one(Handle handle, String section) {
        return handle.createQuery("select " + COLUMNS + " from setting where section = :section")
                .bind("section", section)
                .map((row, _) -> setting(row))
                .findOne();
    }

    static Map<String, byte[]> secrets(Handle handle) {
        Map<String, byte[]> found = new HashMap<>();
        handle.createQuery("select name, sealed from setting_secret")
                .map((row, _) -> Map.entry(row.getString("name"), row.getBytes("sealed")))
                .forEach(one -> found.put(one.getKey(), one.getValue()));
        return found;
    }

    static void put(Handle handle, String section, long version, ObjectNode value, String by) {
        handle.createUpdate("""
                        with changed as (
                            insert into setting (section, version, value, changed_by)
                            values (:section, :version, :value::jsonb, :by)
                            on conflict (section) do update set version = excluded.version, value = excluded.value,
                                changed_at = now(), changed_by = excluded.changed_by
                            returning *)
                        insert into setting_version select * from changed""")
                .bind("section", section)
                .bind("version", version)
                .bind("value", value.toString())
                .bind("by", by)
                .execute();
    }

    static List<Settings.Version> history(Handle handle, String section) {
        return handle.createQuery("select " + COLUMNS
                        + " from setting_version where section = :section order by version desc limit :most")
                .bind("section", section)
                .bind("most", MOST_VERSIONS)
                .map((row, _) -> setting(row))
                .map(one -> new Settings.Version(one.version(), one.value(), one.changedAt(), one.changedBy()))
                .list();
    }

    private static StoredSetting setting(ResultSet row) throws SQLException {
        String section = row.getString("section");
        try {
            return new StoredSetting(
                    section,
                    row.getLong("version"),
                    JSON.readValue(row.getString("value"), ObjectNode.class),
                    row.getTimestamp("changed_at").toInstant(),
                    row.getString("changed_by"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the settings " + section + " are no JSON object", e);
        }
    }
}
