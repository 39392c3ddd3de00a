package dev.portcullis.blob;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Tries a store before it is used: writes, reads, lists and deletes something small, and says how long each took. */
public final class StorageTrial {
    private static final byte[] TEXT =
            "Portcullis tries this store.".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private StorageTrial() {}

    /** What was tried, and what was found or is to be done. */
    public record Check(String what, boolean ok, String message, long millis) {}

    private interface Step {
        String run() throws IOException;
    }

    interface Opener {
        BlobStore open() throws IOException;
    }

    static List<Check> run(Opener opener) {
        List<Check> checks = new ArrayList<>();
        BlobStore[] opened = new BlobStore[1];
        String key = "sha256/ff/" + "f".repeat(64) + "."
                + UUID.randomUUID().toString().replace("-", "");
        boolean going = tried(checks, "open", () -> {
                    opened[0] = opener.open();
                    return "";
                })
                && tried(checks, "write", () -> write(opened[0], key))
                && tried(checks, "read", () -> read(opened[0], key))
                && tried(checks, "list", () -> list(opened[0], key));
        if (opened[0] != null && (going || checks.size() > 2)) {
            tried(checks, "delete", () -> opened[0].delete(key) ? "" : "It was not there any more.");
        }
        return checks;
    }

    private static boolean tried(List<Check> checks, String what, Step step) {
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

    private static String write(BlobStore store, String key) throws IOException {
        String partial = "trial." + UUID.randomUUID();
        try (PartialContent content = store.openPartial(partial, 0)) {
            content.write(TEXT, 0, TEXT.length);
            content.sync();
        }
        store.promote(partial, TEXT.length, key);
        return "";
    }

    private static String read(BlobStore store, String key) throws IOException {
        try (InputStream in = store.open(key).stream(0, TEXT.length)) {
            if (!java.util.Arrays.equals(in.readAllBytes(), TEXT)) {
                throw new IOException("Other bytes came back than were written.");
            }
        }
        return "";
    }

    private static String list(BlobStore store, String key) throws IOException {
        if (store.objects(255).stream().noneMatch(one -> one.name().equals(key))) {
            throw new IOException("What was just written is not in the list.");
        }
        return "";
    }

    static void require(List<Check> checks) {
        checks.stream().filter(check -> !check.ok()).findFirst().ifPresent(failed -> {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID,
                    "The new store does not work (" + failed.what() + "): " + failed.message());
        });
    }
}
