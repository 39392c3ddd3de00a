package dev.portcullis.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.portcullis.access.Action;
import dev.portcullis.access.Caller;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.blob.Placed;
import dev.portcullis.blob.Uploads;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.ManifestDocument;
import dev.portcullis.reference.MediaType;
import dev.portcullis.reference.Reference;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.reference.TagName;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a client does to one repository, on the real parts below the HTTP door. */
@Singleton
class TestClient {
    private static final Caller NOBODY = new Caller.Anonymous();

    private final Repositories repositories;
    private final Uploads uploads;
    private final BlobLinks links;
    private final BlobContents contents;
    private final Reprieve reprieve;
    private final ManifestPush pushes;
    private final Manifests manifests;

    TestClient(
            Repositories repositories,
            Uploads uploads,
            BlobLinks links,
            BlobContents contents,
            Reprieve reprieve,
            ManifestPush pushes,
            Manifests manifests) {
        this.repositories = repositories;
        this.uploads = uploads;
        this.links = links;
        this.contents = contents;
        this.reprieve = reprieve;
        this.pushes = pushes;
        this.manifests = manifests;
    }

    private static RepositoryAccess access(String repository) {
        return new RepositoryAccess(RepositoryName.parse(repository), null, Set.of(Action.PULL, Action.PUSH));
    }

    long repository(String name) {
        return repositories.ensure(access(name), NOBODY);
    }

    /** As HEAD answers somebody who may push. */
    boolean has(long repository, String blob) {
        Digest digest = Digest.of(blob.getBytes(UTF_8));
        if (links.find(repository, digest).isEmpty()) {
            return false;
        }
        if (!reprieve.grant(repository, digest)) {
            links.forget(repository, digest);
            return false;
        }
        return true;
    }

    Placed send(String blob) {
        byte[] bytes = blob.getBytes(UTF_8);
        return uploads.receive(Digest.of(bytes), new ByteArrayInputStream(bytes), null);
    }

    void commit(long repository, Placed placed) {
        links.commit(repository, placed);
    }

    boolean mount(long repository, String blob, long source) {
        return links.mount(repository, Digest.of(blob.getBytes(UTF_8)), source);
    }

    static String image(List<String> blobs) {
        return "{\"schemaVersion\":2,\"config\":" + descriptor(blobs.getFirst()) + ",\"layers\":"
                + blobs.stream().skip(1).map(TestClient::descriptor).collect(Collectors.joining(",", "[", "]")) + "}";
    }

    private static String descriptor(String blob) {
        return descriptor("application/vnd.test", blob);
    }

    static String descriptor(String mediaType, String content) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + Digest.of(content.getBytes(UTF_8))
                + "\",\"size\":" + content.getBytes(UTF_8).length + "}";
    }

    void put(long repository, String manifest, String... tags) {
        putAs(MediaType.OCI_MANIFEST, repository, manifest, tags);
    }

    void putAs(String mediaType, long repository, String manifest, String... tags) {
        byte[] content = manifest.getBytes(UTF_8);
        pushes.put(new ManifestPush.Candidate(
                access("test/any"),
                repository,
                NOBODY,
                ManifestDocument.parse(content, mediaType),
                Digest.of(content),
                Arrays.stream(tags).map(TagName::parse).toList(),
                content));
    }

    /** Pulls what the reference names, whole; throws when any of it is not as it should be. */
    void pull(long repository, Reference reference) {
        StoredManifest manifest =
                manifests.find(repository, reference).orElseThrow(() -> new AssertionError("no manifest " + reference));
        ManifestDocument document = ManifestDocument.parse(manifest.content(), manifest.mediaType());
        document.requiredBlobs().forEach(blob -> read(repository, blob.digest()));
    }

    void read(long repository, Digest digest) {
        LinkedBlob blob = links.find(repository, digest).orElseThrow(() -> new AssertionError("no blob " + digest));
        try (InputStream in = contents.open(blob).stream(0, blob.size())) {
            if (!Digest.of(digest.algorithm(), in.readAllBytes()).equals(digest)) {
                throw new AssertionError("other bytes than " + digest);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RegistryException e) {
            throw new AssertionError("blob " + digest + " is not whole", e);
        }
    }
}
