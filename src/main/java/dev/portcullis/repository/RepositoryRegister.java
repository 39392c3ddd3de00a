package dev.portcullis.repository;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Creates, lists and deletes repositories for those who manage the registry. {@code by} is who acts. */
@Singleton
public class RepositoryRegister {
    private final Jdbi jdbi;

    /** A repository as it stands in a list; public where everyone may pull from just this one. */
    public record Entry(String name, boolean isPublic, Instant createdAt) {}

    RepositoryRegister(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Up to {@code limit} repositories in byte order whose names are after {@code last}. */
    public List<Entry> list(@Nullable String last, int limit) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select r.name, r.created_at, exists (select from access_grant g
                            where g.repository_id = r.id and g.subject = 'everyone') as public
                        from repository r where r.name > :last order by r.name limit :limit""")
                .bind("last", last == null ? "" : last)
                .bind("limit", limit)
                .map((row, _) -> new Entry(
                        row.getString("name"),
                        row.getBoolean("public"),
                        row.getTimestamp("created_at").toInstant()))
                .list());
    }

    /** Creates a private repository; {@link ErrorCode#CONFLICT} when it exists. */
    public void create(String by, RepositoryName name) {
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
