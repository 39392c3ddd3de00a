package dev.portcullis.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.CannotStartException;
import dev.portcullis.testing.TestFolders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class MasterKeyTest {
    private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);

    private final Path file = TestFolders.create("key").resolve("master.key");

    @Test
    void fileIsTheOwnersOnlyAndIsUsedAgain() throws IOException {
        byte[] sealed = new MasterKey(file).seal(SECRET, "a");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(new MasterKey(file).open(sealed, "a")).isEqualTo(SECRET);
        try (var left = Files.list(file.getParent())) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void secretThatWasMovedOrChangedDoesNotOpen() {
        MasterKey key = new MasterKey(file);
        byte[] sealed = key.seal(SECRET, "row 1");
        assertThatThrownBy(() -> key.open(sealed, "row 2")).isInstanceOf(CannotStartException.class);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> key.open(sealed, "row 1")).isInstanceOf(CannotStartException.class);
    }

    @Test
    void anotherKeyIsNamedAsTheReason() {
        byte[] sealed = new MasterKey(TestFolders.create("other").resolve("k")).seal(SECRET, "a");
        assertThatThrownBy(() -> new MasterKey(file).open(sealed, "a"))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("Put the right file back");
    }

    @Test
    void fileOfAnotherLengthIsRefused() throws IOException {
        Files.write(file, new byte[31]);
        assertThatThrownBy(() -> new MasterKey(file)).hasMessageContaining("31 bytes");
    }

    @Test
    void newKeySealsAndOlderOnesOpen() {
        MasterKey running = new MasterKey(file);
        byte[] before = running.seal(SECRET, "a");
        byte[] pepper = running.derive("password-pepper");
        MasterKey rotated = new MasterKey(file);
        rotated.rotate();
        byte[] after = rotated.seal(SECRET, "a");
        assertThat(rotated.isSealedWithNewest(after)).isTrue();
        assertThat(rotated.isSealedWithNewest(before)).isFalse();
        assertThat(rotated.open(before, "a")).isEqualTo(SECRET);
        assertThat(rotated.derive("password-pepper")).isEqualTo(pepper);
        assertThat(running.open(after, "a")).as("a node that runs meanwhile").isEqualTo(SECRET);
        assertThat(new MasterKey(file).open(after, "a")).isEqualTo(SECRET);
    }
}
