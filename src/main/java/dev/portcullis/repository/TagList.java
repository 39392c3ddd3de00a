package dev.portcullis.repository;

import dev.portcullis.reference.Digest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Tags with what is told of them, for people; {@link Tags} has the names alone, for clients. */
@Singleton
public class TagList {
    /** Of what hangs on an image, only so much is named. */
    private static final int MOST_NAMED = 100;

    private static final String ROWS = """
            select t.name, t.updated_at, a.name as pushed_by, m.id, m.digest, m.media_type, m.subject_digest, m.content
            from tag t join manifest m on m.id = t.manifest_id left join account a on a.id = t.pushed_by
            where t.repository_id = :repository""";

    private final Jdbi jdbi;
    private final Images images;

    TagList(Jdbi jdbi, Images images) {
        this.jdbi = jdbi;
        this.images = images;
    }

    /**
     * A tag and what it names.
     *
     * @param pushedBy null where that account is gone
     */
    public record Tagged(
            String name, Instant updatedAt, @Nullable String pushedBy, Image image) {}

    /**
     * What hangs on an image, to be told before it is deleted; of each at most {@value #MOST_NAMED} are named.
     *
     * @param tags all its names
     * @param indexes digests of the indexes that it is in: while there is one, it cannot be deleted
     * @param referrers digests of what says something about it, such as signatures
     */
    public record Hanging(List<String> tags, List<String> indexes, List<String> referrers) {}

    private record Row(
            String name, Instant updatedAt, @Nullable String pushedBy, StoredManifest manifest) {}

    /** At most {@code n} tags after {@code last} that contain the text, in byte order. */
    public Page<Tagged> page(long repositoryId, String containing, String last, int n) {
        List<Row> rows = jdbi.withHandle(h -> h.createQuery(
                        ROWS + " and t.name > :last and position(:containing in t.name) > 0 order by t.name limit :n")
                .bind("repository", repositoryId)
                .bind("last", last)
                .bind("containing", containing)
                .bind("n", n + 1)
                .map((row, _) -> new Row(
                        row.getString("name"),
                        row.getTimestamp("updated_at").toInstant(),
                        row.getString("pushed_by"),
                        Manifests.manifest(row)))
                .list());
        Page<Row> page = Page.of(rows, n);
        return new Page<>(
                page.items().stream().map(row -> tagged(repositoryId, row)).toList(), page.more());
    }

    /** One of them. */
    public Optional<Tagged> find(long repositoryId, String tag) {
        return jdbi.withHandle(h -> h.createQuery(ROWS + " and t.name = :tag")
                        .bind("repository", repositoryId)
                        .bind("tag", tag)
                        .map((row, _) -> new Row(
                                row.getString("name"),
                                row.getTimestamp("updated_at").toInstant(),
                                row.getString("pushed_by"),
                                Manifests.manifest(row)))
                        .findOne())
                .map(row -> tagged(repositoryId, row));
    }

    private Tagged tagged(long repositoryId, Row row) {
        return new Tagged(row.name, row.updatedAt, row.pushedBy, images.read(repositoryId, row.manifest));
    }

    /** What hangs on the image of that digest. */
    public Hanging hanging(long repositoryId, Digest digest) {
        return new Hanging(
                names(repositoryId, digest, """
                        select t.name from tag t join manifest m on m.id = t.manifest_id
                        where m.repository_id = :repository and m.digest = :digest order by t.name limit :most"""), names(repositoryId, digest, """
                        select p.digest from manifest m join manifest_child c on c.child_id = m.id
                        join manifest p on p.id = c.parent_id
                        where m.repository_id = :repository and m.digest = :digest order by p.digest limit :most"""), names(repositoryId, digest, """
                        select digest from manifest where repository_id = :repository and subject_digest = :digest
                        order by digest limit :most"""));
    }

    private List<String> names(long repositoryId, Digest digest, String sql) {
        return jdbi.withHandle(h -> h.createQuery(sql)
                .bind("repository", repositoryId)
                .bind("digest", digest.toString())
                .bind("most", MOST_NAMED)
                .mapTo(String.class)
                .list());
    }
}
