package dev.portcullis.event;

import dev.portcullis.error.RequestId;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Writes events in the very transaction of the change, so neither exists without the other. When an event cannot be
 * written, the change does not happen.
 *
 * <p>A statement that makes a change and its event in one go names {@link #ACTOR_COLUMNS} and {@link #ACTOR_VALUES} in
 * its {@code insert into event} and calls {@link #bindActor}.
 */
public final class Events {
    /** The columns that say who acts, and from where. */
    public static final String ACTOR_COLUMNS = "account, account_id, credential, address, request_id, client";

    /** The values of {@link #ACTOR_COLUMNS}. */
    public static final String ACTOR_VALUES =
            ":eventAccount, :eventAccountId::bigint, :eventCredential, :eventAddress, :eventRequest, :eventClient";

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
            case RegistryEvent.SystemActed e -> insert(handle, e.kind(), e.by(), null, null, null, e.detail());
        }
    }

    /** Binds {@link #ACTOR_VALUES} to this thread's {@link Actor}, under the name that the caller gives. */
    public static <S extends SqlStatement<S>> S bindActor(S statement, String by) {
        Actor actor = Actor.current();
        RequestId request = actor.request();
        return statement
                .bind("eventAccount", by)
                .bind("eventAccountId", by.equals(actor.account()) ? actor.accountId() : null)
                .bind("eventCredential", actor.credential())
                .bind("eventAddress", actor.address())
                .bind("eventRequest", request == null ? null : request.toString())
                .bind("eventClient", Printable.of(actor.client()));
    }

    private static void insert(
            Handle handle,
            String kind,
            String by,
            @Nullable String repository,
            @Nullable String reference,
            @Nullable String digest,
            @Nullable String detail) {
        bindActor(
                        handle.createUpdate("insert into event (kind, repository, reference, digest, detail, "
                                + ACTOR_COLUMNS + ") values (:kind, :repository, :reference, :digest, :detail, "
                                + ACTOR_VALUES + ")"),
                        by)
                .bind("kind", kind)
                .bind("repository", repository)
                .bind("reference", reference)
                .bind("digest", digest)
                .bind("detail", Printable.of(detail))
                .execute();
    }
}
