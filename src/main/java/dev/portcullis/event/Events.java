package dev.portcullis.event;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The outbox of events: a row in the very transaction of the change, so neither exists without the other. */
public final class Events {
    private Events() {}

    /** Records what happened; the handle must be in the transaction that makes it happen. */
    public static void record(Handle handle, RegistryEvent event) {
        switch (event) {
            case RegistryEvent.AccountChanged e ->
                insert(handle, e.kind(), e.by(), null, e.subject(), null, e.detail());
            case RegistryEvent.RepositoryChanged e ->
                insert(handle, e.kind(), e.by(), e.repository(), null, null, e.detail());
            case RegistryEvent.ContentChanged e ->
                insert(handle, e.kind(), e.by(), e.repository(), e.reference(), e.digest(), null);
        }
    }

    private static void insert(
            Handle handle,
            String kind,
            String by,
            @Nullable String repository,
            @Nullable String reference,
            @Nullable String digest,
            @Nullable String detail) {
        handle.createUpdate("""
                        insert into event (kind, account, repository, reference, digest, detail)
                        values (:kind, :by, :repository, :reference, :digest, :detail)""")
                .bind("kind", kind)
                .bind("by", by)
                .bind("repository", repository)
                .bind("reference", reference)
                .bind("digest", digest)
                .bind("detail", detail)
                .execute();
    }
}
