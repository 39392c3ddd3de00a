package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Robots: the accounts of machines, of an organization ({@code acme+ci}) or of the whole registry ({@code system+ci}). A
 * robot may do what its permissions list and nothing else; one of an organization nothing outside of it. The name needs
 * no quoting in a shell. {@code by} is who acts, as in {@link Accounts}.
 */
@Singleton
public final class Robots {
    /** In front of the plus of a robot that belongs to no organization. */
    public static final String SYSTEM = "system";
    /** How many an organization may have. */
    public static final int MAX_PER_ORGANIZATION = 1000;
    /** How long the old secret goes on working when a new one is made, unless said otherwise. */
    public static final Duration OVERLAP = Duration.ofDays(7);

    private static final int MAX_PERMISSIONS = 100;
    private static final int MAX_DESCRIPTION = 500;
    private static final int MAX_VALID_SECRETS = 2;

    private final AccessChanges changes;

    /** What a robot may do on some repositories. */
    public record Permission(String repositories, List<String> actions) {
        public Permission {
            actions = List.copyOf(actions);
        }
    }

    /** A secret just made; it is shown this once. */
    public record Created(String name, long id, String secret) {
        @Override
        public String toString() {
            return "Created[" + name + ", " + id + ", ***]";
        }
    }

    Robots(AccessChanges changes) {
        this.changes = changes;
    }

    /**
     * Creates a robot with a first secret. {@link ErrorCode#CONFLICT} when there is one of that name, {@link
     * ErrorCode#REQUEST_INVALID} for a permission outside of its organization.
     *
     * @param name with its organization: {@code acme+ci}
     */
    public Created create(
            String by, String name, String description, List<Permission> permissions, @Nullable Instant expiresAt) {
        String organization = organizationOf(name);
        checkPermissions(organization, permissions);
        if (description.length() > MAX_DESCRIPTION) {
            throw invalid("A description has at most " + MAX_DESCRIPTION + " characters.");
        }
        if (expiresAt != null && !expiresAt.isAfter(Instant.now())) {
            throw invalid("The expiry is in the past.");
        }
        return changes.make(handle -> {
            Long within = organization == null
                    ? null
                    : (Long) AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization);
            requireRoom(handle, within);
            long id = handle.createQuery(
                            "insert into account (name, kind) values (:name, 'robot') on conflict (name) do nothing returning id")
                    .bind("name", name)
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(
                            () -> new RegistryException(ErrorCode.CONFLICT, "There is a robot " + name + " already."));
            handle.createUpdate("""
                            insert into robot
                                (account_id, organization_id, description, created_by, responsible_id, expires_at)
                            values (:id, :within, :description, :by,
                                (select id from account where name = :by and kind = 'user'), :expires)""")
                    .bind("id", id)
                    .bind("within", within)
                    .bind("description", description)
                    .bind("by", by)
                    .bind("expires", expiresAt == null ? null : Timestamp.from(expiresAt))
                    .execute();
            insertPermissions(handle, id, permissions);
            record(handle, "robot.created", by, name, told(permissions));
            return addSecret(handle, by, name, id);
        });
    }

    private static void requireRoom(Handle handle, @Nullable Long organization) {
        int robots = handle.createQuery(
                        "select count(*) from robot where organization_id is not distinct from :organization")
                .bind("organization", organization)
                .mapTo(Integer.class)
                .one();
        if (robots >= MAX_PER_ORGANIZATION) {
            throw new RegistryException(
                    ErrorCode.CONFLICT, "There are " + robots + " robots, which is the most. Delete some first.");
        }
    }

    /**
     * The organization in front of the plus, null for {@value #SYSTEM}; {@link ErrorCode#NAME_INVALID} when the text is
     * no robot's name.
     */
    public static @Nullable String organizationOf(String name) {
        int plus = name.indexOf('+');
        String organization = plus < 0 ? "" : name.substring(0, plus);
        String own = name.substring(plus + 1);
        if (!RepositoryName.isComponent(organization)
                || !RepositoryName.isComponent(own)
                || own.length() > AccountName.MAX_LENGTH) {
            throw new RegistryException(
                    ErrorCode.NAME_INVALID, "A robot is called ORGANIZATION+NAME, or system+NAME: acme+ci.");
        }
        return organization.equals(SYSTEM) ? null : organization;
    }

    private static void checkPermissions(@Nullable String organization, List<Permission> permissions) {
        if (permissions.isEmpty() || permissions.size() > MAX_PERMISSIONS) {
            throw invalid("A robot has 1 to " + MAX_PERMISSIONS + " permissions.");
        }
        for (Permission permission : permissions) {
            NamePattern pattern = NamePattern.parse(permission.repositories());
            if (organization != null && !pattern.isWithin(organization)) {
                throw invalid("The robot belongs to " + organization + ", and " + pattern + " lies outside of it.");
            }
            if (permission.actions().isEmpty()) {
                throw invalid("Say what the robot may do on " + pattern + ": pull, push, delete ...");
            }
            AccessTokens.actionNames(permission.actions());
        }
    }

    private static void insertPermissions(Handle handle, long id, List<Permission> permissions) {
        for (Permission permission : permissions) {
            List<String> actions = new ArrayList<>(AccessTokens.actionNames(permission.actions()));
            if (!actions.contains(Action.PULL.wireName())) {
                actions.add(Action.PULL.wireName()); // to push is to look first what is there
            }
            handle.createUpdate("""
                            insert into robot_permission (account_id, pattern, actions)
                            values (:id, :pattern, :actions)
                            on conflict (account_id, pattern) do update set actions = excluded.actions""")
                    .bind("id", id)
                    .bind(
                            "pattern",
                            NamePattern.parse(permission.repositories()).text())
                    .bindArray("actions", String.class, actions)
                    .execute();
        }
    }

    /** Replaces what a robot may do; felt within a second. */
    public void setPermissions(String by, String name, List<Permission> permissions) {
        checkPermissions(organizationOf(name), permissions);
        changes.make(handle -> {
            long id = AccessChanges.idOf(handle, Account.Kind.ROBOT, name);
            handle.execute("delete from robot_permission where account_id = ?", id);
            insertPermissions(handle, id, permissions);
            record(handle, "robot.permissions_set", by, name, told(permissions));
            return id;
        });
    }

    /** Lets a robot in, or keeps it out within a second. */
    public void setActive(String by, String name, boolean active) {
        changes.make(handle -> {
            long id = AccessChanges.idOf(handle, Account.Kind.ROBOT, name);
            handle.execute("update account set active = ? where id = ?", active, id);
            record(handle, active ? "robot.activated" : "robot.deactivated", by, name, null);
            return id;
        });
    }

    /** Sets when a robot ends by itself; null for never. */
    public void setExpiry(String by, String name, @Nullable Instant expiresAt) {
        changes.make(handle -> {
            long id = AccessChanges.idOf(handle, Account.Kind.ROBOT, name);
            handle.createUpdate("update robot set expires_at = :expires where account_id = :id")
                    .bind("expires", expiresAt == null ? null : Timestamp.from(expiresAt))
                    .bind("id", id)
                    .execute();
            record(handle, "robot.expiry_set", by, name, String.valueOf(expiresAt));
            return id;
        });
    }

    /**
     * Makes a new secret; the one before goes on working for {@code overlap}, so that it can be changed everywhere in
     * peace. Of older ones nothing stays: at most two are valid at a time.
     */
    public Created rotate(String by, String name, Duration overlap) {
        if (overlap.isNegative()) {
            throw invalid("The overlap is zero or more.");
        }
        return changes.make(handle -> {
            long id = AccessChanges.idOf(handle, Account.Kind.ROBOT, name);
            handle.execute("select 1 from account where id = ? for update", id);
            handle.createUpdate("""
                            delete from robot_secret where account_id = :id and (valid_until <= now() or id not in (
                                select id from robot_secret where account_id = :id
                                order by created_at desc, id desc limit :keep))""")
                    .bind("id", id)
                    .bind("keep", MAX_VALID_SECRETS - 1)
                    .execute();
            handle.createUpdate("""
                            update robot_secret set valid_until = least(valid_until, now() + :overlap * interval '1 second')
                            where account_id = :id""")
                    .bind("overlap", overlap.toSeconds())
                    .bind("id", id)
                    .execute();
            return addSecret(handle, by, name, id);
        });
    }

    private static Created addSecret(Handle handle, String by, String name, long robot) {
        String secret = MachineSecret.create(MachineSecret.ROBOT_PREFIX);
        long id = handle.createQuery("""
                        insert into robot_secret (account_id, hash, hint) values (:robot, :hash, :hint) returning id""")
                .bind("robot", robot)
                .bind("hash", MachineSecret.hash(secret))
                .bind("hint", MachineSecret.hint(secret))
                .mapTo(Long.class)
                .one();
        record(handle, "robot.secret_created", by, name, "" + id);
        return new Created(name, id, secret);
    }

    /** Voids one secret at once; {@link ErrorCode#NOT_FOUND} where the robot has none of that id. */
    public void deleteSecret(String by, String name, long secretId) {
        changes.make(handle -> {
            long id = AccessChanges.idOf(handle, Account.Kind.ROBOT, name);
            int rows = handle.execute("delete from robot_secret where id = ? and account_id = ?", secretId, id);
            if (rows == 0) {
                throw new RegistryException(ErrorCode.NOT_FOUND, "The robot has no such secret.");
            }
            record(handle, "robot.secret_deleted", by, name, "" + secretId);
            return id;
        });
    }

    /**
     * Makes {@code by} the one who answers for the robot. A robot goes on working when whoever made it has left, since
     * a pipeline belongs to the organization; but it is listed for review until an owner has looked at it and does this.
     */
    public void takeOver(String by, String name) {
        changes.make(handle -> {
            long id = AccessChanges.idOf(handle, Account.Kind.ROBOT, name);
            handle.createUpdate("""
                            update robot set responsible_id = (select id from account where name = :by and kind = 'user')
                            where account_id = :id""").bind("by", by).bind("id", id).execute();
            record(handle, "robot.taken_over", by, name, null);
            return id;
        });
    }

    /** Deletes a robot with its secrets and trusts. */
    public void delete(String by, String name) {
        changes.make(handle -> {
            long id = AccessChanges.idOf(handle, Account.Kind.ROBOT, name);
            AccountName.retire(handle, name);
            record(handle, "robot.deleted", by, name, null);
            return handle.execute("delete from account where id = ?", id);
        });
    }

    static void record(Handle handle, String kind, String by, String name, @Nullable String detail) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, name, detail));
    }

    private static String told(List<Permission> permissions) {
        return permissions.stream()
                .map(permission -> permission.repositories() + ":" + String.join(",", permission.actions()))
                .reduce((one, other) -> one + " " + other)
                .orElse("");
    }

    private static RegistryException invalid(String sentence) {
        return new RegistryException(ErrorCode.REQUEST_INVALID, sentence);
    }
}
