package dev.portcullis.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.AccessChanges;
import dev.portcullis.database.Epochs;
import dev.portcullis.database.Remembered;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.secret.MasterKey;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The identity sources and their order. {@code by} is who acts, as in {@link dev.portcullis.access.Accounts}. The list
 * is remembered until a right changes, so that signing in costs no query for it.
 */
@Singleton
public final class IdentitySources {
    private static final int MAX_NAME = 56;
    private static final String COLUMNS = "id, name, kind, position, enabled, settings::text, secret, updated_at";

    private final AccessChanges changes;
    private final MasterKey masterKey;
    private final ObjectMapper json;
    private final Instance<SourceKind> kinds;
    /** One answer: the whole list. */
    private final Remembered<Boolean, List<IdentitySource>> remembered;

    IdentitySources(
            AccessChanges changes, Epochs epochs, MasterKey masterKey, ObjectMapper json, Instance<SourceKind> kinds) {
        this.changes = changes;
        this.remembered = new Remembered<>(epochs.access(), 1);
        this.masterKey = masterKey;
        this.json = json;
        this.kinds = kinds;
    }

    /** All of them in the order in which they are asked, those switched off included. */
    public List<IdentitySource> inOrder() {
        return remembered.get(
                Boolean.TRUE,
                () -> changes.read(handle -> handle.createQuery(
                                "select " + COLUMNS + " from identity_source order by position, id")
                        .map((row, _) -> source(row))
                        .list()));
    }

    /** The source of that name; {@link ErrorCode#NOT_FOUND} where there is none. */
    public IdentitySource byName(String name) {
        return inOrder().stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new RegistryException(ErrorCode.NOT_FOUND, "There is no identity source " + name + "."));
    }

    /**
     * Adds a source at the end of the order. {@link ErrorCode#CONFLICT} when one has the name, {@link
     * ErrorCode#REQUEST_INVALID} when name or settings will not do.
     */
    public void create(String by, String name, String kind, JsonNode settings, @Nullable String secret) {
        if (name.length() > MAX_NAME || !RepositoryName.isComponent(name)) {
            throw new RegistryException(
                    ErrorCode.NAME_INVALID, "A source's name is made of a-z, 0-9 and single . _ - between.");
        }
        JsonNode checked = kind(kind).check(settings);
        changes.make(handle -> {
            int rows = handle.createUpdate("""
                            insert into identity_source (name, kind, position, settings)
                            select :name, :kind, coalesce(max(position), 0) + 1, :settings::jsonb from identity_source
                            on conflict (name) do nothing""")
                    .bind("name", name)
                    .bind("kind", kind)
                    .bind("settings", checked.toString())
                    .execute();
            if (rows == 0) {
                throw new RegistryException(ErrorCode.CONFLICT, "There is an identity source " + name + " already.");
            }
            setSecret(handle, name, secret);
            record(handle, "identity_source.created", by, name);
            return rows;
        });
    }

    /** Replaces the settings, and the secret unless it is null: then the one before stays. */
    public void update(String by, String name, JsonNode settings, @Nullable String secret) {
        JsonNode checked = kind(byName(name).kind()).check(settings);
        changes.make(handle -> {
            handle.createUpdate(
                            "update identity_source set settings = :settings::jsonb, updated_at = now() where name = :name")
                    .bind("name", name)
                    .bind("settings", checked.toString())
                    .execute();
            setSecret(handle, name, secret);
            record(handle, "identity_source.changed", by, name);
            return name;
        });
    }

    /**
     * Switches a source on or off. With the local accounts off nobody but an administrator signs in with a password
     * kept here, so that a dead directory locks nobody out for good.
     */
    public void setEnabled(String by, String name, boolean enabled) {
        byName(name);
        changes.make(handle -> {
            handle.execute("update identity_source set enabled = ? where name = ?", enabled, name);
            record(handle, enabled ? "identity_source.enabled" : "identity_source.disabled", by, name);
            return name;
        });
    }

    /** Sets the order; {@link ErrorCode#REQUEST_INVALID} unless every source is named once. */
    public void setOrder(String by, List<String> names) {
        Set<String> all =
                new HashSet<>(inOrder().stream().map(IdentitySource::name).toList());
        if (names.size() != all.size() || !all.equals(new HashSet<>(names))) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID, "Name every source once: " + String.join(", ", all) + ".");
        }
        changes.make(handle -> {
            for (int i = 0; i < names.size(); i++) {
                handle.execute("update identity_source set position = ? where name = ?", i, names.get(i));
            }
            record(handle, "identity_source.ordered", by, String.join(",", names));
            return names;
        });
    }

    /** Removes a source and the identities it knows; the accounts stay. {@link ErrorCode#CONFLICT} for the local one. */
    public void delete(String by, String name) {
        if (byName(name).kind().equals(IdentitySource.LOCAL)) {
            throw new RegistryException(
                    ErrorCode.CONFLICT, "The local accounts cannot be removed. They can be switched off.");
        }
        changes.make(handle -> {
            handle.execute("delete from identity_source where name = ?", name);
            record(handle, "identity_source.deleted", by, name);
            return name;
        });
    }

    private void setSecret(Handle handle, String name, @Nullable String secret) {
        if (secret == null) {
            return;
        }
        long id = handle.select("select id from identity_source where name = ?", name)
                .mapTo(Long.class)
                .one();
        byte[] sealed = masterKey.seal(secret.getBytes(StandardCharsets.UTF_8), place(id));
        handle.createUpdate("update identity_source set secret = :secret, updated_at = now() where id = :id")
                .bind("secret", sealed)
                .bind("id", id)
                .execute();
    }

    SourceKind kind(String name) {
        return kinds.stream()
                .filter(kind -> kind.kind().equals(name))
                .findFirst()
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.REQUEST_INVALID,
                        "There is no kind of identity source " + name + ": use ldap or oidc."));
    }

    private IdentitySource source(ResultSet row) throws SQLException {
        long id = row.getLong("id");
        byte[] sealed = row.getBytes("secret");
        try {
            return new IdentitySource(
                    id,
                    row.getString("name"),
                    row.getString("kind"),
                    row.getInt("position"),
                    row.getBoolean("enabled"),
                    json.readTree(row.getString("settings")),
                    sealed == null ? null : new String(masterKey.open(sealed, place(id)), StandardCharsets.UTF_8),
                    row.getTimestamp("updated_at").toInstant());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings of identity source " + id + " are no JSON", e);
        }
    }

    private static String place(long id) {
        return "identity_source.secret:" + id;
    }

    private static void record(Handle handle, String kind, String by, String name) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, name, null));
    }
}
