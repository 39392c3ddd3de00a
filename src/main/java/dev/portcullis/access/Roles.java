package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The roles that grants give: the three {@link Level}s, and named sets of permissions of one's own. */
@Singleton
public final class Roles {
    private static final int MAX_DESCRIPTION = 500;

    private final AccessChanges changes;

    /** A role as it stands in a list. */
    public record Role(String name, boolean builtIn, String description, List<String> permissions) {
        public Role {
            permissions = List.copyOf(permissions);
        }
    }

    Roles(AccessChanges changes) {
        this.changes = changes;
    }

    /** Up to {@code limit} roles in byte order whose names are after {@code last}. */
    public List<Role> list(@Nullable String last, int limit) {
        return changes.read(handle -> handle.select(
                        "select name, built_in, description, permissions from role where name > ? order by name limit ?",
                        last == null ? "" : last,
                        limit)
                .map((row, _) -> role(row))
                .list());
    }

    /**
     * Creates a role, or gives an existing one other permissions, which every grant of it feels within a second. View
     * and pull are part of every role. {@link ErrorCode#CONFLICT} for one of the built-in ones, {@link
     * ErrorCode#REQUEST_INVALID} for a permission that there is not.
     */
    public void put(String by, String name, String description, Collection<String> permissions) {
        AccountName.checkNew(name);
        if (description.length() > MAX_DESCRIPTION) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID, "A description has at most " + MAX_DESCRIPTION + " characters.");
        }
        Set<String> all = new TreeSet<>(names(permissions));
        changes.make(handle -> {
            int rows = handle.createUpdate("""
                            insert into role (name, description, permissions) values (:name, :description, :permissions)
                            on conflict (name) do update
                            set description = excluded.description, permissions = excluded.permissions
                            where not role.built_in""")
                    .bind("name", name)
                    .bind("description", description)
                    .bindArray("permissions", String.class, all)
                    .execute();
            if (rows == 0) {
                throw new RegistryException(ErrorCode.CONFLICT, "The role " + name + " is built in and never changes.");
            }
            record(handle, "role.set", by, name, String.join(",", all));
            return rows;
        });
    }

    private static Set<String> names(Collection<String> permissions) {
        try {
            Set<Action> actions = EnumSet.of(Action.VIEW, Action.PULL);
            actions.addAll(Action.parse(permissions));
            return actions.stream().map(Action::wireName).collect(java.util.stream.Collectors.toSet());
        } catch (IllegalArgumentException e) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, String.valueOf(e.getMessage()));
        }
    }

    /** Deletes a role; {@link ErrorCode#CONFLICT} for a built-in one, and while a grant gives it. */
    public void delete(String by, String name) {
        changes.make(handle -> {
            Role role = handle.select("select name, built_in, description, permissions from role where name = ?", name)
                    .map((row, _) -> role(row))
                    .findOne()
                    .orElseThrow(() -> new RegistryException(ErrorCode.NOT_FOUND, "There is no role " + name + "."));
            int grants = AccessChanges.count(
                    handle,
                    "select (select count(*) from access_grant where level = ?)"
                            + " + (select count(*) from default_grant where level = ?)",
                    name,
                    name);
            if (role.builtIn() || grants > 0) {
                throw new RegistryException(
                        ErrorCode.CONFLICT,
                        role.builtIn()
                                ? "The role " + name + " is built in and stays."
                                : grants + " grants give the role " + name + ". Take them away first.");
            }
            record(handle, "role.deleted", by, name, null);
            return handle.execute("delete from role where name = ?", name);
        });
    }

    /** What is there under this name; {@link ErrorCode#REQUEST_INVALID}, as it stands in a grant, where nothing is. */
    static void require(Handle handle, String name) {
        if (AccessChanges.count(handle, "select count(*) from role where name = ?", name) == 0) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID,
                    "There is no role " + name + ": use read-only, read-write, admin, or one that you made.");
        }
    }

    private static Role role(ResultSet row) throws SQLException {
        return new Role(
                row.getString("name"), row.getBoolean("built_in"), row.getString("description"), List.of((String[])
                        row.getArray("permissions").getArray()));
    }

    private static void record(Handle handle, String kind, String by, String name, @Nullable String detail) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, name, detail));
    }
}
