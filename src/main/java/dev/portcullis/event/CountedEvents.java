package dev.portcullis.event;

import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes what a {@link Tally} has counted, one event a key. */
@Singleton
final class CountedEvents {
    private final Jdbi jdbi;

    CountedEvents(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** All of them in one transaction, or none. */
    void write(List<Tally.Counted> all) {
        if (all.isEmpty()) {
            return;
        }
        jdbi.useTransaction(h -> {
            PreparedBatch batch = h.prepareBatch("""
                    insert into event (kind, result, account, account_id, credential, address, client, request_id,
                        repository, reference, digest, detail, times)
                    values (:kind, :result, :account, :accountId, :credential, :address, :client, :request,
                        :repository, :reference, :digest, :detail, :times)""");
            for (Tally.Counted counted : all) {
                Tally.Key key = counted.key();
                batch.bind("kind", key.kind())
                        .bind("result", key.result())
                        .bind("account", key.account())
                        .bind("accountId", key.accountId())
                        .bind("credential", key.credential())
                        .bind("address", key.address())
                        .bind("client", Printable.of(key.client()))
                        .bind("request", counted.count().request())
                        .bind("repository", key.repository())
                        .bind("reference", key.reference())
                        .bind("digest", key.digest())
                        .bind("detail", Printable.of(key.detail()))
                        .bind("times", counted.count().times())
                        .add();
            }
            batch.execute();
        });
    }
}
