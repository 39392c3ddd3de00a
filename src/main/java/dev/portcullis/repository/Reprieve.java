package dev.portcullis.repository;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.reference.Digest;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/**
 * Keeps what a client was just told is here. A client that asks for a blob before its push, and hears that it is here,
 * does not send it; until its manifest comes nothing else holds the blob. So whoever may push and asks for a blob that
 * has been unused for half of the grace period starts its clock again, and has the other half for the rest of the push.
 *
 * <p>Reads stay reads: one look for each blob and repository in a quarter of the grace period, and a write only for
 * what would otherwise go soon.
 */
@Singleton
public class Reprieve {
    private static final int REMEMBERED = 50_000;

    private record Key(long repositoryId, Digest digest) {}

    private final Jdbi jdbi;
    private final Duration grace;
    private final Cache<Key, Boolean> asked;

    Reprieve(Jdbi jdbi, GcConfig config) {
        this.jdbi = jdbi;
        this.grace = config.grace();
        this.asked = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(grace.dividedBy(4))
                .build();
    }

    /** To be called when somebody who may push is told that the repository has this blob. */
    public void grant(long repositoryId, Digest digest) {
        Key key = new Key(repositoryId, digest);
        if (asked.getIfPresent(key) == null) {
            renew(key);
            asked.put(key, true);
        }
    }

    private void renew(Key key) {
        jdbi.useHandle(h -> h.createUpdate("""
                        update blob_link l set created_at = now() from gc_link q, blob b
                        where b.digest = :digest and l.blob_id = b.id and l.repository_id = :repository
                        and q.repository_id = l.repository_id and q.blob_id = l.blob_id
                        and greatest(q.queued_at, l.created_at) < now() - :half * interval '1 millisecond'
                        """)
                .bind("digest", key.digest.toString())
                .bind("repository", key.repositoryId)
                .bind("half", grace.toMillis() / 2)
                .execute());
    }
}
