package dev.portcullis.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.blob.PartialContent;
import dev.portcullis.reference.Digest;
import dev.portcullis.repository.Checker.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each damage is found, alone, and repairing it takes away nothing that is right (REL-14, checker 1, 2, 3, 5, 7). */
class CheckerTest {
    private static final Duration GRACE = Duration.ofHours(24);

    private final GcWorld world = new GcWorld();
    private final Checker checker = world.checker();
    private final long repository = world.repository("web");
    private String layerKey = "";
    private long image;

    /** An image in an index with a tag, and a signature of the image. */
    @BeforeEach
    void fill() {
        long config = world.blob(repository, "{}");
        long layer = world.blob(repository, "layer");
        layerKey = world.named().stream()
                .filter(key -> key.contains(GcWorld.digest("layer").substring(7)))
                .findFirst()
                .orElseThrow();
        String imageBody =
                "{\"schemaVersion\":2,\"config\":" + descriptor("{}") + ",\"layers\":[" + descriptor("layer") + "]}";
        image = world.manifest(repository, imageBody, List.of(config, layer), List.of(), null);
        String indexBody = "{\"schemaVersion\":2,\"manifests\":[" + descriptor(imageBody) + "]}";
        long index = world.manifest(repository, indexBody, List.of(), List.of(image), null);
        String signatureBody = "{\"schemaVersion\":2,\"config\":" + descriptor("{}") + ",\"layers\":[],\"subject\":"
                + descriptor(imageBody) + "}";
        world.manifest(repository, signatureBody, List.of(config), List.of(), GcWorld.digest(imageBody));
        world.execute("update manifest set media_type = 'application/vnd.oci.image.manifest.v1+json'");
        world.execute("update manifest set media_type = 'application/vnd.oci.image.index.v1+json' where id = ?", index);
        world.tag(repository, "1.0", index);
    }

    private static String descriptor(String content) {
        return "{\"mediaType\":\"a/b\",\"digest\":\"" + GcWorld.digest(content) + "\",\"size\":"
                + content.getBytes(UTF_8).length + "}";
    }

    @Test
    void aWholeRegistryIsClean() {
        Checker.Report report = check(false);
        assertThat(report.findings()).isEmpty();
        assertThat(report.clean()).isTrue();
        assertThat(report.blobs()).isEqualTo(2);
        assertThat(report.bytes()).isEqualTo("{}layer".length());
        assertThat(report.manifests()).isEqualTo(3);
    }

    @Test
    void findsAMissingObject() throws IOException {
        Files.delete(layerFile());
        finds(Kind.BLOB_MISSING, GcWorld.digest("layer"), "library/web@" + imageDigest());
    }

    @Test
    void findsATruncatedObject() throws IOException {
        Files.writeString(layerFile(), "lay");
        finds(Kind.BLOB_WRONG_LENGTH, GcWorld.digest("layer"), "3 bytes");
    }

    @Test
    void findsAFlippedByteUnlessItIsToBeFast() throws IOException {
        Files.writeString(layerFile(), "laxer");
        finds(Kind.BLOB_WRONG_DIGEST, GcWorld.digest("layer"), "Push it again");
        assertThat(checker.check(new Checker.Options(true, false, GRACE)).clean())
                .isTrue();
    }

    @Test
    void setsWrongBytesAsideAndNothingElse() throws IOException {
        Files.writeString(layerFile(), "laxer");
        List<String> right =
                world.objects().stream().filter(key -> !key.equals(layerKey)).toList();
        Checker.Report report = check(true);
        assertThat(report.findings()).extracting(Checker.Finding::kind).containsExactly(Kind.BLOB_WRONG_DIGEST);
        assertThat(report.clean()).as("a manifest still needs it").isFalse();
        assertThat(world.objects()).isEqualTo(right);
        try (var aside = Files.list(world.folder.resolve("quarantine"))) {
            assertThat(aside)
                    .singleElement()
                    .satisfies(file -> assertThat(Files.readString(file)).isEqualTo("laxer"));
        }
        assertThat(check(true).findings()).extracting(Checker.Finding::kind).containsExactly(Kind.BLOB_SET_ASIDE);

        world.blob(repository, "layer");
        assertThat(check(false).clean()).as("pushing it again heals it").isTrue();
    }

    @Test
    void aBlobThatWasSetAsideAndIsNotUsedIsCollected() throws IOException {
        world.blob(repository, "unused");
        Files.delete(fileOf("unused"));
        check(true);
        assertThat(world.run(Duration.ZERO, false).blobs()).isOne();
        assertThat(check(false).clean()).isTrue();
    }

    @Test
    void findsAManifestWhoseBytesChanged() {
        world.execute("update manifest set content = content || ' '::bytea where id = ?", image);
        finds(Kind.MANIFEST_WRONG_DIGEST, "library/web@" + imageDigest(), "push it again");
    }

    @Test
    void findsAMissingReference() {
        world.execute("delete from manifest_blob where manifest_id = ?", image);
        assertThat(check(false).findings())
                .extracting(Checker.Finding::kind)
                .containsExactly(Kind.REFERENCE_MISSING, Kind.REFERENCE_MISSING);
    }

    @Test
    void findsAMissingChild() {
        world.execute("delete from manifest_child");
        finds(Kind.REFERENCE_MISSING, "library/web@", imageDigest());
    }

    @Test
    void findsAReferrerThatIsNotListed() {
        world.execute("update manifest set subject_digest = null");
        finds(Kind.REFERENCE_MISSING, "library/web@", "referrer");
    }

    @Test
    void findsATagOfAnotherRepository() {
        world.tag(world.repository("other"), "2.0", image);
        finds(Kind.ROW_MISPLACED, "library/other tag 2.0", "another repository");
    }

    @Test
    void deletesOldObjectsThatNoRowNamesAndLeavesYoungOnes() throws IOException {
        String old = world.object(Digest.of("old".getBytes(UTF_8)), "old".getBytes(UTF_8));
        String young = world.object(Digest.of("young".getBytes(UTF_8)), "young".getBytes(UTF_8));
        age(world.folder.resolve(old), Duration.ofHours(25));
        age(world.folder.resolve(young), Duration.ofHours(23));
        finds(Kind.STRAY_OBJECT, old, "--repair");
        Checker.Report report = check(true);
        assertThat(report.findings()).extracting(Checker.Finding::repaired).containsExactly(true);
        assertThat(report.clean()).isTrue();
        assertThat(world.objects()).contains(young).doesNotContain(old);
        assertThat(check(false).findings()).isEmpty();
    }

    @Test
    void leavesAForeignFileAlone() throws IOException {
        Path foreign = layerFile().resolveSibling("README");
        Files.writeString(foreign, "whose is this?");
        age(foreign, Duration.ofDays(9));
        finds(Kind.STRAY_OBJECT, "README", "not the registry's");
        check(true);
        assertThat(foreign).exists();
    }

    @Test
    void anObjectIsYoungHoweverLongItsUploadRested() throws IOException {
        byte[] content = "rested".getBytes(UTF_8);
        try (PartialContent partial = world.store.openPartial("rested", 0)) {
            partial.write(content, 0, content.length);
        }
        age(world.folder.resolve("uploads/rested"), Duration.ofDays(3));
        String key = dev.portcullis.blob.ObjectKey.fresh(Digest.of(content));
        world.store.promote("rested", content.length, key);
        assertThat(check(true).findings()).isEmpty();
        assertThat(world.objects()).contains(key);
    }

    @Test
    void deletesContentOfNoUpload() throws IOException {
        Path partial = Files.writeString(world.folder.resolve("uploads/lost"), "x");
        assertThat(check(true).findings()).as("it may be in use").isEmpty();
        age(partial, Duration.ofHours(25));
        finds(Kind.STRAY_UPLOAD, "lost", "--repair");
        assertThat(check(true).clean()).isTrue();
        assertThat(partial).doesNotExist();
    }

    @Test
    void findsAnExpiredUpload() throws IOException {
        Path partial = upload("resting", 1);
        age(partial, Duration.ofDays(6));
        assertThat(check(true).findings()).isEmpty();
        age(partial, Duration.ofDays(8));
        finds(Kind.STRAY_UPLOAD, "resting", "expired");
        check(true);
        assertThat(partial).as("the sweeper ends the upload with it").exists();
    }

    @Test
    void findsAnUploadThatHasLessThanItsClientWasTold() throws IOException {
        upload("short", 2);
        finds(Kind.UPLOAD_TRUNCATED, "-", "2 bytes, the store has 1");
    }

    @Test
    void finishesWhatTheCollectorHasLeft() {
        String key = world.object(Digest.of("gone".getBytes(UTF_8)), "gone".getBytes(UTF_8));
        world.execute("insert into doomed_object (object_key, doomed_at) values (?, now() - interval '2 hours')", key);
        finds(Kind.OBJECT_NOT_DELETED, key, "still to be deleted");
        assertThat(check(true).clean()).isTrue();
        assertThat(world.objects()).doesNotContain(key);
    }

    private Path upload(String partial, int received) throws IOException {
        world.execute(
                "insert into upload (id, repository_id, partial, received) values (gen_random_uuid(), ?, ?, ?)",
                repository,
                partial,
                received);
        return Files.writeString(world.folder.resolve("uploads").resolve(partial), "x");
    }

    private Checker.Report check(boolean repair) {
        return checker.check(new Checker.Options(false, repair, GRACE));
    }

    /** Exactly this is wrong. */
    private void finds(Kind kind, String subject, String sentence) {
        Checker.Report report = check(false);
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.subject()).contains(subject);
            assertThat(finding.sentence()).contains(sentence);
        });
        assertThat(report.clean()).isFalse();
    }

    private String imageDigest() {
        return world.jdbi.withHandle(h -> h.createQuery("select digest from manifest where id = :id")
                .bind("id", image)
                .mapTo(String.class)
                .one());
    }

    private Path layerFile() {
        return world.folder.resolve(layerKey);
    }

    private Path fileOf(String content) {
        String hex = GcWorld.digest(content).substring(7);
        return world.folder.resolve(world.named().stream()
                .filter(key -> key.contains(hex))
                .findFirst()
                .orElseThrow());
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }
}
