package dev.portcullis.repository;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.StoredContent;
import dev.portcullis.reference.Digest;
import dev.portcullis.repository.Checker.Kind;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Every blob's object is there, has the recorded length and hashes to the digest. */
@Singleton
final class BlobCheck {
    private static final int PAGE = 1_000;
    private static final int BUFFER = 256 << 10;

    private record Row(long id, Digest digest, long size, String objectKey) {}

    private record Damage(Kind kind, String sentence) {}

    private final Jdbi jdbi;
    private final BlobStore store;

    BlobCheck(Jdbi jdbi, BlobStore store) {
        this.jdbi = jdbi;
        this.store = store;
    }

    void check(Checker.Options options, Findings findings) {
        long last = 0;
        List<Row> page;
        do {
            page = page(last);
            for (Row row : page) {
                check(row, options, findings);
                findings.lookedAtOne();
                last = row.id;
            }
        } while (page.size() == PAGE);
    }

    long count() {
        return jdbi.withHandle(h ->
                h.createQuery("select count(*) from blob").mapTo(Long.class).one());
    }

    private List<Row> page(long last) {
        return jdbi.withHandle(h -> h.createQuery(
                        "select id, digest, size, object_key from blob where id > :last order by id limit :page")
                .bind("last", last)
                .bind("page", PAGE)
                .map((rs, _) -> new Row(rs.getLong(1), Digest.parse(rs.getString(2)), rs.getLong(3), rs.getString(4)))
                .list());
    }

    private void check(Row row, Checker.Options options, Findings findings) {
        findings.blobs++;
        if (row.objectKey.isEmpty()) {
            findings.wrong(
                    Kind.BLOB_SET_ASIDE,
                    row.digest.toString(),
                    "Its bytes were wrong and were set aside. Push it again" + neededBy(row));
            return;
        }
        Damage damage = damage(row, options.fast(), findings);
        if (damage == null || !stillNamed(row)) {
            return; // whole, or collected or healed while we looked
        }
        if (damage.kind == Kind.BLOB_UNREADABLE || !options.repair()) {
            findings.wrong(damage.kind, row.digest.toString(), damage.sentence + neededBy(row));
        } else {
            setAside(row, damage, findings);
        }
    }

    private @Nullable Damage damage(Row row, boolean fast, Findings findings) {
        try {
            StoredContent content = store.open(row.objectKey);
            if (content.size() != row.size) {
                return new Damage(
                        Kind.BLOB_WRONG_LENGTH,
                        "Its object has " + content.size() + " bytes, recorded are " + row.size + ". Push it again");
            }
            if (!fast && !hash(content, row.digest.algorithm(), findings).equals(row.digest)) {
                return new Damage(Kind.BLOB_WRONG_DIGEST, "Its object has other bytes. Push it again");
            }
            return null;
        } catch (NoSuchFileException e) {
            return new Damage(Kind.BLOB_MISSING, "Its object " + row.objectKey + " is not there. Push it again");
        } catch (IOException e) {
            return new Damage(
                    Kind.BLOB_UNREADABLE,
                    "Its object " + row.objectKey + " cannot be read (" + e
                            + "). Look after the disk, then check again");
        }
    }

    private static Digest hash(StoredContent content, Digest.Algorithm algorithm, Findings findings)
            throws IOException {
        MessageDigest hash = algorithm.newHash();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = content.stream(0, content.size())) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
                findings.bytes += n;
            }
        }
        return Digest.finish(algorithm, hash.digest());
    }

    private boolean stillNamed(Row row) {
        return jdbi.withHandle(h -> h.createQuery("select 1 from blob where id = :id and object_key = :key")
                .bind("id", row.id)
                .bind("key", row.objectKey)
                .mapTo(Integer.class)
                .findFirst()
                .isPresent());
    }

    /**
     * The row stays, since manifests refer to it, but names no object any more: nobody sees the blob, clients send it
     * again, and that names the new object. The row goes first, so a crash leaves a stray object and no lie.
     */
    private void setAside(Row row, Damage damage, Findings findings) {
        int changed = jdbi.inTransaction(h -> {
            int rows = h.createUpdate("update blob set object_key = '' where id = :id and object_key = :key")
                    .bind("id", row.id)
                    .bind("key", row.objectKey)
                    .execute();
            h.execute("update content_epoch set value = value + 1");
            return rows;
        });
        if (changed == 0) {
            return;
        }
        String needed = neededBy(row);
        String sentence = damage.sentence + needed;
        try {
            if (store.quarantine(row.objectKey)) {
                sentence = "Set aside in the quarantine. " + sentence;
            }
        } catch (IOException e) {
            sentence = "It could not be moved to the quarantine (" + e + "). " + sentence;
        }
        findings.wrong(damage.kind, row.digest.toString(), sentence);
    }

    private String neededBy(Row row) {
        List<String> manifests = jdbi.withHandle(
                h -> h.createQuery("""
                        select r.name || '@' || m.digest from manifest_blob b
                        join manifest m on m.id = b.manifest_id join repository r on r.id = m.repository_id
                        where b.repository_id in (select repository_id from blob_link where blob_id = :id)
                        and b.blob_id = :id limit 6
                        """).bind("id", row.id).mapTo(String.class).list());
        if (manifests.isEmpty()) {
            return "; no manifest needs it.";
        }
        return ": it is needed by " + String.join(", ", manifests.subList(0, Math.min(5, manifests.size())))
                + (manifests.size() > 5 ? " and others." : ".");
    }
}
