package dev.portcullis.repository;

import dev.portcullis.access.DefaultGrants;
import dev.portcullis.database.Epochs;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Creates, lists and deletes repositories for those who manage the registry. {@code by} is who acts. */
@Singleton
public class RepositoryRegister {
    private final Jdbi jdbi;
    private final Runnable changed;

    /** A repository as it stands in a list; public where everyone may pull from just this one. */
    public record Entry(String name, boolean isPublic, boolean immutableTags, String description, Instant createdAt) {}

    private static final int MAX_DESCRIPTION = 100 * 1024;

    private static final String ENTRIES = """
            select r.name, r.description, r.created_at, r.immutable_tags, exists (select from access_grant g
                where g.repository_id = r.id and g.subject = 'everyone') as public
            from repository r""";

    RepositoryRegister(Jdbi jdbi, Epochs epochs) {
        this.jdbi = jdbi;
        this.changed = epochs.access()::bumpLocally;
    }

    /** Up to {@code limit} repositories in byte order whose names are after {@code last}. */
    public List<Entry> list(@Nullable String last, int limit) {
        return jdbi.withHandle(h -> h.createQuery(ENTRIES + " where r.name > :last order by r.name limit :limit")
                .bind("last", last == null ? "" : last)
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list());
    }

    /** These repositories, those of them that exist, in byte order. */
    public List<Entry> find(List<String> names) {
        return jdbi.withHandle(h -> h.createQuery(ENTRIES + " where r.name = any(:names) order by r.name")
                .bindArray("names", String.class, names)
                .map((row, context) -> entry(row))
                .list());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString("name"),
                row.getBoolean("public"),
                row.getBoolean("immutable_tags"),
                row.getString("description"),
                row.getTimestamp("created_at").toInstant());
    }

    /** Sets the description, Markdown of at most 100 KiB. */
    public void describe(String by, RepositoryName name, String description) {
        if (description.getBytes(StandardCharsets.UTF_8).length > MAX_DESCRIPTION) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, "A description has at most 100 KiB.");
        }
        jdbi.useTransaction(h -> {
            int rows = h.execute("update repository set description = ? where name = ?", description, name.toString());
            if (rows == 0) {
                throw new RegistryException(ErrorCode.NAME_UNKNOWN);
            }
            Events.record(h, new RegistryEvent.RepositoryChanged("repository.described", by, name.toString(), null));
        });
    }

    /** Lets its tags stay where they point, or move again. Nothing changes where it is so already. */
    public void setImmutableTags(String by, RepositoryName name, boolean immutable) {
        jdbi.useTransaction(h -> {
            boolean before = h.select(
                            "select immutable_tags from repository where name = ? for update", name.toString())
                    .mapTo(Boolean.class)
                    .findOne()
                    .orElseThrow(() -> new RegistryException(ErrorCode.NAME_UNKNOWN));
            if (before != immutable) {
                h.execute("update repository set immutable_tags = ? where name = ?", immutable, name.toString());
                Events.record(
                        h,
                        new RegistryEvent.RepositoryChanged(
                                immutable ? "repository.tags_fixed" : "repository.tags_freed",
                                by,
                                name.toString(),
                                null));
            }
        });
    }

    /** The refusal of whoever would move or delete a tag of an immutable repository. */
    static RegistryException immutable(RepositoryName name, List<String> tags, @Nullable Throwable cause) {
        String which = tags.isEmpty() ? "" : " (" + String.join(", ", tags) + ")";
        return new RegistryException(
                ErrorCode.DENIED,
                "The tags of " + name + " are immutable" + which
                        + ": they are not moved and not deleted. Push another tag, or let an admin of the repository"
                        + " make its tags mutable.",
                cause);
    }

    /**
     * Gives a repository another name, in the same namespace or in another. Content, tags and grants to users stay;
     * grants to teams of the old organization do not come along into another one. Bearer tokens issued for the old name
     * are void. {@link ErrorCode#CONFLICT} where the new name is taken, {@link ErrorCode#NOT_FOUND} where its namespace
     * is not there.
     */
    public void rename(String by, RepositoryName from, RepositoryName to) {
        jdbi.useTransaction(h -> {
            long namespace = h.select("select id from account where name = ? and kind <> 'robot'", to.namespace())
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> new RegistryException(
                            ErrorCode.NOT_FOUND, "There is no user or organization " + to.namespace() + "."));
            long id = h.select("select id from repository where name = ? for update", from.toString())
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> new RegistryException(ErrorCode.NAME_UNKNOWN));
            if (h.select("select 1 from repository where name = ?", to.toString())
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent()) {
                throw new RegistryException(ErrorCode.CONFLICT, "There is a repository " + to + " already.");
            }
            h.execute("update repository set name = ?, namespace_id = ? where id = ?", to.toString(), namespace, id);
            h.execute("update access_grant set repository_name = ? where repository_id = ?", to.toString(), id);
            h.execute("""
                    delete from access_grant g using team t
                    where g.repository_id = ? and t.id = g.team_id and t.organization_id <> ?""", id, namespace);
            Events.record(
                    h, new RegistryEvent.RepositoryChanged("repository.renamed", by, from.toString(), to.toString()));
        });
        changed.run();
    }

    /**
     * Creates a private repository, with what new ones get in its namespace; {@link ErrorCode#CONFLICT} when it exists.
     *
     * @param creator the account that becomes its admin where nothing but a creator team lets it create; null for none
     */
    public void create(String by, RepositoryName name, @Nullable Long creator) {
        jdbi.useTransaction(h -> {
            int rows = h.execute("""
                    insert into repository (namespace_id, name) select id, ? from account where name = ?
                    on conflict (name) do nothing""", name.toString(), name.namespace());
            if (rows == 0) {
                throw h.select("select 1 from repository where name = ?", name.toString())
                                .mapTo(int.class)
                                .findOne()
                                .isPresent()
                        ? new RegistryException(ErrorCode.CONFLICT, "There is a repository " + name + " already.")
                        : new RegistryException(
                                ErrorCode.NOT_FOUND,
                                "There is no account " + name.namespace() + ". Create the organization first.");
            }
            DefaultGrants.give(
                    h,
                    h.select("select id from repository where name = ?", name.toString())
                            .mapTo(Long.class)
                            .one(),
                    creator);
            Events.record(h, new RegistryEvent.RepositoryChanged("repository.created", by, name.toString(), null));
        });
    }

    /**
     * Deletes a repository with its tags and manifests. What no other repository links is freed by the collector.
     * {@link ErrorCode#NAME_UNKNOWN} when there is none.
     */
    public void delete(String by, RepositoryName name) {
        jdbi.useTransaction(h -> {
            long id = h.select("select id from repository where name = ? for update", name.toString())
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> new RegistryException(ErrorCode.NAME_UNKNOWN));
            deleteContent(h, id);
            h.execute("delete from repository where id = ?", id);
            Events.record(h, new RegistryEvent.RepositoryChanged("repository.deleted", by, name.toString(), null));
        });
    }

    /** From top to bottom, as the references between the rows ask for. */
    private static void deleteContent(Handle h, long id) {
        h.execute("delete from tag where repository_id = ?", id);
        h.execute(
                "delete from manifest_child where parent_id in (select id from manifest where repository_id = ?)", id);
        h.execute("delete from manifest where repository_id = ?", id);
        h.execute("delete from blob_link where repository_id = ?", id);
    }
}
