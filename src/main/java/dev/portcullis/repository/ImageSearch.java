package dev.portcullis.repository;

import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Finds images of all repositories by what is in them. Whoever shows them sifts by what a visitor may see. */
@Singleton
public final class ImageSearch {
    private final Jdbi jdbi;

    /**
     * Something found.
     *
     * @param tag one of its names; null where it has none, or where it is a blob
     * @param blob whether it is a layer or a config, and no image
     */
    public record Hit(
            String repository, String digest, @Nullable String tag, boolean blob, String detail) {}

    ImageSearch(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Manifests and blobs whose digest begins so. */
    public List<Hit> byDigest(String beginning, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        (select r.name, m.digest, (select min(t.name) from tag t where t.manifest_id = m.id) as tag,
                            false as blob, m.media_type as detail
                        from manifest m join repository r on r.id = m.repository_id
                        where m.digest >= :from and m.digest < :beyond order by m.digest, r.name limit :limit)
                        union all
                        (select r.name, b.digest, null, true, '' from blob b join blob_link l on l.blob_id = b.id
                        join repository r on r.id = l.repository_id
                        where b.digest >= :from and b.digest < :beyond order by b.digest, r.name limit :limit)""")
                .bind("from", beginning)
                .bind("beyond", beyond(beginning))
                .bind("limit", limit)
                .map((row, context) -> new Hit(
                        row.getString("name"),
                        row.getString("digest"),
                        row.getString("tag"),
                        row.getBoolean("blob"),
                        row.getString("detail")))
                .list());
    }

    /** Images with a label or an annotation of that key, whose value begins so. */
    public List<Hit> byLabel(String key, String value, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select r.name, m.digest, (select min(t.name) from tag t where t.manifest_id = m.id) as tag, l.value
                        from manifest_label l join manifest m on m.id = l.manifest_id
                        join repository r on r.id = m.repository_id
                        where l.key = :key and l.value >= :from and (:from = '' or l.value < :beyond)
                        order by l.value, l.manifest_id limit :limit""")
                .bind("key", key)
                .bind("from", value)
                .bind("beyond", beyond(value))
                .bind("limit", limit)
                .map((row, context) -> new Hit(
                        row.getString("name"),
                        row.getString("digest"),
                        row.getString("tag"),
                        false,
                        key + "=" + row.getString("value")))
                .list());
    }

    /** Behind all texts that begin so: byte order, and no text of ours holds this character. */
    private static String beyond(String beginning) {
        return beginning + "\uDBFF\uDFFF";
    }
}
