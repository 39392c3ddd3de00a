package dev.portcullis.repository;

import dev.portcullis.access.Caller;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The repositories themselves. */
@Singleton
public class Repositories {
    private final Jdbi jdbi;

    Repositories(Jdbi jdbi) {
        this.jdbi = jdbi;
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
        return jdbi.inTransaction(h -> {
            h.createUpdate(
                            "insert into account (name, kind) values (:namespace, 'organization') on conflict (name) do nothing")
                    .bind("namespace", name.namespace())
                    .execute();
            int created = insert(h, name);
            if (created > 0) {
                h.createUpdate(
                                "insert into event (kind, account, repository) values ('repository.created', :account, :name)")
                        .bind("account", caller.displayName())
                        .bind("name", name.toString())
                        .execute();
            }
            return h.createQuery("select id from repository where name = :name")
                    .bind("name", name.toString())
                    .mapTo(Long.class)
                    .findFirst()
                    .orElseThrow(() -> new RegistryException(ErrorCode.NAME_UNKNOWN));
        });
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
