package dev.portcullis.clients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Keeps what can be seen of a registry from outside, and finds canaries in it. */
final class Witness implements AutoCloseable {
    private static final Path PROCESSES = Path.of("/proc");
    private static final int AROUND = 60;

    private record Seen(String where, String text) {}

    private final List<Seen> all = new ArrayList<>();
    private final Set<String> commandLines = new LinkedHashSet<>();
    private final Thread watch;

    /** Looks at the command lines of this machine until it is closed: some programs run for a moment only. */
    Witness() {
        watch = Thread.ofPlatform().daemon().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                readCommandLines();
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    void sees(String where, String text) {
        all.add(new Seen(where, text.toLowerCase(Locale.ROOT)));
    }

    void seesFile(Path file) throws IOException {
        sees(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    /** What a process and all that it has started were given. */
    void seesEnvironment(ProcessHandle process) throws IOException {
        for (ProcessHandle each :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            Path file = PROCESSES.resolve(each.pid() + "/environ");
            if (Files.isReadable(file)) {
                sees("the environment of " + each.info().command().orElse("?"), read(file));
            }
        }
    }

    private void readCommandLines() {
        try (Stream<Path> processes = Files.list(PROCESSES)) {
            processes
                    .filter(path ->
                            Character.isDigit(path.getFileName().toString().charAt(0)))
                    .map(path -> read(path.resolve("cmdline")))
                    .forEach(this::keep);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized void keep(String line) {
        commandLines.add(line);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    /** Which canary was seen where; each with a little of what stands around it. */
    List<String> finds(Canaries canaries) {
        synchronized (this) {
            commandLines.forEach(line -> sees("a command line", line));
        }
        List<String> found = new ArrayList<>();
        for (Seen seen : all) {
            String dense = seen.text().replaceAll("[\\s:]", "");
            for (Canaries.Spelling spelling : canaries.spellings()) {
                String text = spelling.how().equals("in hex") ? dense : seen.text();
                int at = text.indexOf(spelling.text());
                if (at >= 0) {
                    found.add("%s %s, in %s: ...%s..."
                            .formatted(
                                    spelling.secret(),
                                    spelling.how(),
                                    seen.where(),
                                    text.substring(
                                            Math.max(0, at - AROUND),
                                            Math.min(
                                                    text.length(),
                                                    at + spelling.text().length() + AROUND))));
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
