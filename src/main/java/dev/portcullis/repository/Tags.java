package dev.portcullis.repository;

import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/** The list of a repository's tags. */
@Singleton
public class Tags {
    private final Jdbi jdbi;

    Tags(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** At most {@code n} tags after {@code last}, in byte order (end-8). */
    public Page<String> page(long repositoryId, String last, int n) {
        return Page.of(
                jdbi.withHandle(h -> h.createQuery("""
                                select name from tag where repository_id = :repository and name > :last
                                order by name limit :n
                                """)
                        .bind("repository", repositoryId)
                        .bind("last", last)
                        .bind("n", n + 1)
                        .mapTo(String.class)
                        .list()),
                n);
    }
}
