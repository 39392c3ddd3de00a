package dev.portcullis.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.database.LongConnections;
import dev.portcullis.error.CannotStartException;
import dev.portcullis.reference.Digest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jspecify.annotations.Nullable;

/**
 * Takes the images of one repository or one namespace out of a backup, each repository as an OCI image layout (image spec,
 * "OCI Image Layout Specification"), which every client can push from. The registry itself is left as it is.
 */
@Singleton
public final class Extraction {
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    private final LongConnections connections;
    private final Flyway flyway;
    private final ObjectMapper json;

    /**
     * A repository that was taken out.
     *
     * @param problems blobs that the backup does not have as they were
     */
    public record Taken(String repository, int tags, int manifests, int blobs, List<String> problems) {
        public Taken {
            problems = List.copyOf(problems);
        }
    }

    private record Repository(long id, String name) {}

    /** What an index of a layout names. */
    private record Top(
            String digest,
            String mediaType,
            int size,
            @Nullable String tag) {}

    Extraction(LongConnections connections, Flyway flyway, ObjectMapper json) {
        this.connections = connections;
        this.flyway = flyway;
        this.json = json;
    }

    /**
     * Takes images out.
     *
     * @param name of a repository, or of a namespace for all in it
     * @param id empty for the newest backup
     * @param target a folder that is empty or not there; a layout for each repository goes below it
     */
    public List<Taken> take(Path root, String id, String name, Path target, BackupProgress progress)
            throws IOException {
        if (!OwnFiles.list(target).isEmpty()) {
            throw new CannotStartException(
                    "The folder " + target + " is not empty. Name one that is, or is not there.");
        }
        try (BackupFolder folder = BackupFolder.read(root, json);
                ScratchTables scratch = ScratchTables.make(connections, flyway)) {
            BackupManifest manifest = folder.manifest(folder.choose(id));
            scratch.migrate(manifest.tablesVersion());
            scratch.load(folder, manifest, progress);
            try (Handle handle = scratch.begun()) {
                List<Repository> repositories = repositories(handle, name);
                if (repositories.isEmpty()) {
                    throw new CannotStartException("There is no repository and no namespace " + name + " in the backup "
                            + manifest.id() + ".");
                }
                progress.step("repositories", repositories.size());
                List<Taken> taken = new ArrayList<>();
                for (Repository repository : repositories) {
                    taken.add(layout(handle, folder, repository, target.resolve(repository.name)));
                    progress.done(taken.size());
                }
                handle.rollback();
                return taken;
            }
        }
    }

    private static List<Repository> repositories(Handle handle, String name) {
        return handle.createQuery("""
                        select r.id, r.name from repository r join account a on a.id = r.namespace_id
                        where r.name = :name or a.name = :name order by r.name""")
                .bind("name", name)
                .map((row, _) -> new Repository(row.getLong(1), row.getString(2)))
                .list();
    }

    private Taken layout(Handle handle, BackupFolder folder, Repository repository, Path layout) throws IOException {
        OwnFiles.makeFolder(layout);
        int manifests = writeManifests(handle, repository.id, layout);
        List<String> problems = new ArrayList<>();
        int blobs = 0;
        for (Digest digest : blobs(handle, repository.id)) {
            Path from = folder.blob(digest);
            if (Files.exists(from) && HashedFile.isGood(from, digest)) {
                Files.copy(from, blob(layout, digest));
                blobs++;
            } else {
                problems.add(digest + " is not in the backup, or not as it was.");
            }
        }
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        List<Top> tops = tops(handle, repository.id);
        Files.write(layout.resolve("index.json"), index(tops));
        int tags = (int) tops.stream().filter(top -> top.tag != null).count();
        return new Taken(repository.name, tags, manifests, blobs, problems);
    }

    private static Path blob(Path layout, Digest digest) throws IOException {
        Path folder = layout.resolve("blobs").resolve(digest.algorithm().prefix());
        Files.createDirectories(folder);
        return folder.resolve(digest.hex());
    }

    private static int writeManifests(Handle handle, long repository, Path layout) throws IOException {
        int written = 0;
        try (ResultIterator<Map.Entry<String, byte[]>> all = handle.createQuery(
                        "select digest, content from manifest where repository_id = :id")
                .bind("id", repository)
                .map((row, _) -> Map.entry(row.getString(1), row.getBytes(2)))
                .iterator()) {
            while (all.hasNext()) {
                Map.Entry<String, byte[]> manifest = all.next();
                Files.write(blob(layout, Digest.parse(manifest.getKey())), manifest.getValue());
                written++;
            }
        }
        return written;
    }

    /** One for each tag, and what no tag and no index names, such as signatures. */
    private static List<Top> tops(Handle handle, long repository) {
        return handle.createQuery("""
                        select m.digest, m.media_type, length(m.content) as size, t.name as tag from manifest m
                        left join tag t on t.manifest_id = m.id
                        where m.repository_id = :id and (t.name is not null
                            or not exists (select from manifest_child c where c.child_id = m.id))
                        order by t.name, m.digest""")
                .bind("id", repository)
                .map((row, _) -> new Top(row.getString(1), row.getString(2), row.getInt(3), row.getString(4)))
                .list();
    }

    private static List<Digest> blobs(Handle handle, long repository) {
        return handle.createQuery("""
                        select distinct b.digest from manifest_blob l join blob b on b.id = l.blob_id
                        where l.repository_id = :id""").bind("id", repository).mapTo(String.class).list().stream()
                .map(Digest::parse)
                .toList();
    }

    private byte[] index(List<Top> tops) throws IOException {
        ObjectNode index = json.createObjectNode().put("schemaVersion", 2).put("mediaType", INDEX);
        ArrayNode entries = index.putArray("manifests");
        for (Top top : tops) {
            ObjectNode entry = entries.addObject()
                    .put("mediaType", top.mediaType)
                    .put("digest", top.digest)
                    .put("size", top.size);
            if (top.tag != null) {
                entry.putObject("annotations").put(REF_NAME, top.tag);
            }
        }
        return json.writeValueAsBytes(index);
    }
}
