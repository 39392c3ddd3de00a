package dev.portcullis.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page that is written from the program itself, so that it cannot say anything else. */
public final class Reference {
    private static final boolean WRITE = Boolean.getBoolean("reference.write");

    private Reference() {}

    /** Compares, or with {@code -Dreference.write=true} writes. */
    public static void holds(String name, String text) {
        Path page = Path.of("docs", "reference", name);
        if (WRITE) {
            try {
                Files.createDirectories(page.getParent());
                Files.writeString(page, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(Files.exists(page) ? Pages.text(page) : "")
                .as("%s is not what the program says; write it anew: bin/verify --quick -Dreference.write=true", page)
                .isEqualTo(text);
    }

    /** Text in a cell of a table. What stands between backticks shows every sign as it is. */
    public static String cell(String text) {
        return text.replaceAll("\\s+", " ")
                .strip()
                .replace("|", "\\|")
                .replaceAll("<(?=[^`]*(?:`[^`]*`[^`]*)*$)", "&lt;");
    }
}
