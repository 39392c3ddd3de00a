package dev.portcullis.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A PostgreSQL server process that runs on a data directory, as its {@code postmaster.pid} tells. */
record Postmaster(long pid, int port) {
    private static final int LINE_OF_PORT = 3;

    /** The server of this directory, if one runs. A stale file, or one whose number went to another program, is none. */
    static Optional<Postmaster> of(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.size() <= LINE_OF_PORT) {
            return Optional.empty();
        }
        long pid = Long.parseLong(lines.getFirst().strip());
        if (!worksIn(pid, data)) {
            return Optional.empty();
        }
        return Optional.of(
                new Postmaster(pid, Integer.parseInt(lines.get(LINE_OF_PORT).strip())));
    }

    /** Whether any process of a server still works in this directory, such as a backend whose postmaster was killed. */
    static boolean anyWorksIn(Path data) {
        return ProcessHandle.allProcesses().anyMatch(process -> worksIn(process.pid(), data));
    }

    /** The program it was started from, to tell a server of an older release. */
    boolean runs(Path program) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "exe"))
                    .equals(program.toRealPath());
        } catch (IOException gone) {
            return false;
        }
    }

    /** PostgreSQL works in its data directory, and nothing else does. */
    private static boolean worksIn(long pid, Path data) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"))
                    .equals(data.toRealPath());
        } catch (IOException gone) {
            return false;
        }
    }
}
