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

    /**
     * To be called before somebody who may push is told that the repository has this blob.
     *
     * @return false when it has just been collected, so that it must be sent again
     */
    public boolean grant(long repositoryId, Digest digest) {
        Key key = new Key(repositoryId, digest);
        if (asked.getIfPresent(key) != null) {
            return true;
        }
        boolean granted = switch (state(key)) {
            case GONE -> false;
            case SAFE -> true;
            // The collector may hold the link just now; after the wait it is renewed or gone.
            case WANING -> renew(key) || state(key) != State.GONE;
        };
        if (granted) {
            asked.put(key, true);
        }
        return granted;
    }

    private enum State {
        GONE,
        SAFE,
        WANING
    }

    private State state(Key key) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select q.blob_id is not null
                            and greatest(q.queued_at, l.created_at) < now() - :half * interval '1 millisecond'
                        from blob b join blob_link l on l.blob_id = b.id and l.repository_id = :repository
                        left join gc_link q on q.repository_id = l.repository_id and q.blob_id = l.blob_id
                        where b.digest = :digest
                        """)
                .bind("digest", key.digest.toString())
                .bind("repository", key.repositoryId)
                .bind("half", grace.toMillis() / 2)
                .map((rs, _) -> rs.getBoolean(1) ? State.WANING : State.SAFE)
                .findFirst()
                .orElse(State.GONE));
    }

    private boolean renew(Key key) {
        return jdbi.withHandle(h -> h.createUpdate("""
                                update blob_link l set created_at = now() from blob b
                                where b.digest = :digest and l.blob_id = b.id and l.repository_id = :repository
                                """)
                        .bind("digest", key.digest.toString())
                        .bind("repository", key.repositoryId)
                        .execute())
                == 1;
    }
}
