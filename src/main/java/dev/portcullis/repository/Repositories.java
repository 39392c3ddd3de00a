package dev.portcullis.repository;

import dev.portcullis.access.Caller;
import dev.portcullis.access.DefaultGrants;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The repositories themselves. */
@Singleton
public class Repositories {
    private final Jdbi jdbi;
    private final Organizations organizations;

    Repositories(Jdbi jdbi, Organizations organizations) {
        this.jdbi = jdbi;
        this.organizations = organizations;
    }

    /**
     * The row's id of the repository of a push, created, private, when it does not exist yet. That the caller may
     * create it has been decided with the access. An administrator's push also creates the organization it names.
     */
    public long ensure(RepositoryAccess access, Caller caller) {
        Long id = access.id();
        return id != null ? id : create(access.name(), caller);
    }

    private long create(RepositoryName name, Caller caller) {
        ensureNamespace(name.namespace(), caller);
        return jdbi.inTransaction(h -> {
            int created = insert(h, name);
            if (created > 0) {
                Events.record(
                        h,
                        new RegistryEvent.RepositoryChanged(
                                "repository.created", caller.displayName(), name.toString(), null));
            }
            long id = h.createQuery("select id from repository where name = :name")
                    .bind("name", name.toString())
                    .mapTo(Long.class)
                    .findFirst()
                    .orElseThrow(() -> new RegistryException(ErrorCode.NAME_UNKNOWN));
            if (created > 0) {
                DefaultGrants.give(h, id, caller.accountIdOrNull());
            }
            return id;
        });
    }

    private void ensureNamespace(String namespace, Caller caller) {
        boolean exists = jdbi.withHandle(h -> h.createQuery("select 1 from account where name = :name")
                .bind("name", namespace)
                .mapTo(Integer.class)
                .findFirst()
                .isPresent());
        if (exists) {
            return;
        }
        try {
            organizations.create(caller.displayName(), namespace, null);
        } catch (RegistryException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            // Another push has created it just now, which serves as well.
        }
    }

    private static int insert(Handle h, RepositoryName name) {
        return h.createUpdate("""
                        insert into repository (namespace_id, name)
                        select id, :name from account where name = :namespace
                        on conflict (name) do nothing
                        """)
                .bind("namespace", name.namespace())
                .bind("name", name.toString())
                .execute();
    }
}
