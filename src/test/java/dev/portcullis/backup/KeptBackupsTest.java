package dev.portcullis.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.error.CannotStartException;
import dev.portcullis.reference.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which backups go, and which blobs go with them. */
class KeptBackupsTest {
    @TempDir
    Path root;

    private BackupFolder folder;

    @BeforeEach
    void open() throws IOException {
        folder = BackupFolder.write(root, new ObjectMapper().findAndRegisterModules());
    }

    @AfterEach
    void close() throws IOException {
        folder.close();
    }

    private String made(int day, boolean withBlobs, boolean whole, String... blobs) throws IOException {
        String id = "202611%02dT020000Z".formatted(day);
        Path unfinished = folder.unfinished(id);
        String sha256;
        try (PackedFile list = new PackedFile(unfinished.resolve(ListedBlob.FILE))) {
            for (String blob : Stream.of(blobs).sorted().toList()) {
                Digest digest = Digest.parse("sha256:" + blob.repeat(64));
                list.out().write(new ListedBlob(digest, 1, "key").line().getBytes(StandardCharsets.UTF_8));
                Files.createDirectories(folder.blob(digest).resolveSibling(""));
                Files.writeString(folder.blob(digest), blob);
            }
            sha256 = list.finish();
        }
        folder.finish(
                id,
                new BackupManifest(
                        BackupManifest.FORMAT,
                        id,
                        "1",
                        "6",
                        Instant.EPOCH,
                        Instant.EPOCH,
                        "",
                        withBlobs,
                        List.of(),
                        List.of(),
                        List.of(),
                        blobs.length,
                        blobs.length,
                        sha256,
                        0,
                        0,
                        whole ? List.of() : List.of("a blob could not be read")));
        return id;
    }

    private boolean has(String blob) {
        return Files.exists(folder.blob(Digest.parse("sha256:" + blob.repeat(64))));
    }

    @Test
    void theNewestStayAndBlobsGoThatNoneOfThemNeeds() throws IOException {
        String first = made(1, true, true, "a", "b");
        made(2, true, true, "b", "c");
        made(3, true, true, "c", "f");
        assertThat(new KeptBackups(folder).keep(2)).containsExactly(first);
        assertThat(folder.ids()).hasSize(2);
        assertThat(has("a")).isFalse();
        assertThat(has("b")).isTrue();
        assertThat(has("f")).isTrue();
    }

    @Test
    void oneThatIsNotWholeDoesNotCount() throws IOException {
        made(1, true, true, "a");
        made(2, true, false, "b");
        made(3, true, false, "c");
        assertThat(new KeptBackups(folder).keep(1)).isEmpty();
        assertThat(has("a")).isTrue();
    }

    @Test
    void tablesAloneReplaceNoBackupWithBlobs() throws IOException {
        String whole = made(1, true, true, "a");
        String old = made(2, false, true, "a");
        String fresh = made(3, false, true, "a");
        assertThat(new KeptBackups(folder).keep(1)).containsExactly(old);
        assertThat(folder.ids()).containsExactly(whole, fresh);
        assertThat(has("a")).isTrue();
    }

    @Test
    void nothingGoesWhileAManifestCannotBeRead() throws IOException {
        made(1, true, true, "a");
        String broken = made(2, true, true, "b");
        made(3, true, true, "c");
        Files.writeString(folder.of(broken).resolve("manifest.json"), "{");
        assertThatThrownBy(() -> new KeptBackups(folder).keep(1)).isInstanceOf(CannotStartException.class);
        assertThat(folder.ids()).hasSize(3);
        assertThat(has("a")).isTrue();
    }

    @Test
    void oneWriterAtATime() {
        assertThatThrownBy(() -> BackupFolder.write(root, new ObjectMapper()))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("works in");
        assertThatThrownBy(() -> BackupFolder.read(root.resolve("none"), new ObjectMapper()))
                .hasMessageContaining("There are no backups");
    }

    @Test
    void aFolderOfOthersIsLeftAlone(@TempDir Path foreign) throws IOException {
        Files.writeString(foreign.resolve("letter"), "of somebody");
        assertThatThrownBy(() -> BackupFolder.write(foreign, new ObjectMapper()))
                .hasMessageContaining("holds other things");
        assertThat(foreign.resolve("letter")).hasContent("of somebody");
    }
}
