package dev.portcullis.cli;

import dev.portcullis.backup.BackupProgress;
import java.io.PrintWriter;
import java.time.Duration;

/** Tells on standard error how far long work is: each step, and every few seconds how much of it is done. */
final class Progress implements BackupProgress {
    private static final long PAUSE = Duration.ofSeconds(5).toNanos();

    private final PrintWriter err;
    private String step = "";
    private long total;
    private long said = System.nanoTime();

    Progress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void step(String name, long of) {
        step = name;
        total = of;
        said = System.nanoTime();
        say(name + (of == 0 ? "" : ", %,d".formatted(of)) + " ...");
    }

    @Override
    public void done(long count) {
        if (System.nanoTime() - said > PAUSE) {
            said = System.nanoTime();
            say("%s: %,d%s".formatted(step, count, total == 0 ? "" : " of %,d".formatted(total)));
        }
    }

    private void say(String line) {
        err.println(line);
        err.flush();
    }
}
