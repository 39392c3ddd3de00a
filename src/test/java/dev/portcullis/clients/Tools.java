package dev.portcullis.clients;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where the clients are. */
final class Tools {

    private static final Path CACHE = cache(System.getenv());

    private Tools() {}

    /** A program of {@code bin/verify}'s own cache, else one of the path. */
    static Path tool(String name) {
        return Stream.concat(Stream.of(CACHE), path())
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is missing: bin/verify --prepare installs it"));
    }

    /** An unpacked program of {@code bin/verify}'s own cache. */
    static Path folder(String name) {
        Path folder = CACHE.resolve(name);
        if (!Files.isDirectory(folder)) {
            throw new AssertionError(name + " is missing: bin/verify --prepare installs it");
        }
        return folder;
    }

    /** Every different Docker CLI of the path: an old and a new one speak differently to the same Engine. */
    static List<Path> dockers() {
        List<Path> found = new ArrayList<>();
        path().map(folder -> folder.resolve("docker"))
                .filter(Files::isExecutable)
                .map(Tools::real)
                .filter(file -> !found.contains(file))
                .forEach(found::add);
        return found;
    }

    /** The path for a script: this project's own tools first. */
    static String searchPath() {
        return CACHE + File.pathSeparator + System.getenv("PATH");
    }

    private static Stream<Path> path() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of);
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Path cache(Map<String, String> environment) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.isEmpty() ? Path.of(environment.getOrDefault("HOME", "/root"), ".cache") : Path.of(cache);
        return base.resolve("portcullis").resolve("tools");
    }
}
