package dev.portcullis.settings;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tries something step by step before it is set, and notes how each step went and how long it took. */
public final class Trial {
    private final List<Check> checks = new ArrayList<>();

    /** What was tried, and what was found or is to be done; nothing to say where it is empty. */
    public record Check(String what, boolean ok, String message, long millis) {}

    /** One step; its answer is what was found. */
    public interface Step {
        /** Fails with a sentence for the administrator. */
        String run() throws IOException;
    }

    /** Runs a step; false where it failed, so that those that rest on it are not tried. */
    public boolean step(String what, Step step) {
        long began = System.nanoTime();
        boolean ok = true;
        String message;
        try {
            message = step.run();
        } catch (IOException | RuntimeException failed) {
            ok = false;
            message = String.valueOf(failed.getMessage());
        }
        checks.add(new Check(
                what, ok, message, Duration.ofNanos(System.nanoTime() - began).toMillis()));
        return ok;
    }

    /** What was tried so far, in its order. */
    public List<Check> checks() {
        return List.copyOf(checks);
    }
}
