package dev.portcullis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Temporary folders that are gone when the test JVM ends. */
public final class TestFolders {
    private TestFolders() {}

    /** A new empty folder. */
    public static Path create(String purpose) {
        try {
            Path folder = Files.createTempDirectory("portcullis-" + purpose);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException left) {
            // Somebody still writes there while the JVM ends; it is in the folder for temporary files.
        }
    }
}
