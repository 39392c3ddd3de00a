package dev.portcullis.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.CannotStartException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnNameTest {
    private static final String LINE = OwnName.line(12345, 0);

    @TempDir
    Path folder;

    @Test
    void isWrittenOnceThroughALinkToWhatIsNotThereYet() throws Exception {
        Path passwd = Files.createSymbolicLink(folder.resolve("passwd"), folder.resolve("target"));

        OwnName.write(passwd, LINE);
        OwnName.write(passwd, LINE);

        assertThat(folder.resolve("target")).hasContent("portcullis:x:12345:0:Portcullis:/nonexistent:/sbin/nologin\n");
    }

    @Test
    void isAddedToOthers() throws Exception {
        Path passwd = Files.writeString(folder.resolve("passwd"), "root:x:0:0:root:/root:/bin/bash\n");

        OwnName.write(passwd, LINE);

        assertThat(Files.readAllLines(passwd)).hasSize(2);
    }

    @Test
    void aFileThatCannotBeWrittenIsToldWithTheWayOut() {
        assertThatThrownBy(() -> OwnName.write(folder.resolve("none/passwd"), LINE))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("portcullis:x:12345:0:")
                .hasMessageContaining("--db-url");
    }

    @Test
    void whoHasANameNeedsNone() throws Exception {
        OwnName.give(folder.resolve("passwd"));

        assertThat(folder.resolve("passwd")).doesNotExist();
    }
}
