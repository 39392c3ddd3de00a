package dev.portcullis.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Folders for what the tests leave behind: below target, where layers of some GiB find room and can be looked at. */
final class Folders {

    private static final Path BASE = Path.of("target", "clients").toAbsolutePath();

    private Folders() {}

    /** An empty folder of this name; what an earlier run left there is gone. */
    static Path fresh(String name) throws IOException {
        Path folder = BASE.resolve(name);
        if (Files.exists(folder)) {
            delete(folder);
        }
        return Files.createDirectories(folder);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Copies a folder and all in it, and tells where it is then. */
    static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Path there = to.resolve(from.relativize(one).toString());
                if (Files.isDirectory(one)) {
                    Files.createDirectories(there);
                } else {
                    Files.copy(one, there);
                }
            }
        }
        return to;
    }
}
