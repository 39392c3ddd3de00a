package dev.portcullis.blob;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.settings.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;

/** Tries a store before it is used: writes, reads, lists and deletes something small, and says how long each took. */
final class StorageTrial {
    private static final byte[] TEXT =
            "Portcullis tries this store.".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private StorageTrial() {}

    interface Opener {
        BlobStore open() throws IOException;
    }

    static List<Trial.Check> run(Opener opener) {
        Trial trial = new Trial();
        BlobStore[] opened = new BlobStore[1];
        String key = "sha256/ff/" + "f".repeat(64) + "."
                + UUID.randomUUID().toString().replace("-", "");
        boolean written = trial.step("open", () -> {
                    opened[0] = opener.open();
                    return "";
                })
                && trial.step("write", () -> write(opened[0], key));
        if (written) {
            if (trial.step("read", () -> read(opened[0], key))) {
                trial.step("list", () -> list(opened[0], key));
            }
            trial.step("delete", () -> opened[0].delete(key) ? "" : "It was not there any more.");
        }
        return trial.checks();
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

    static void require(List<Trial.Check> checks) {
        checks.stream().filter(check -> !check.ok()).findFirst().ifPresent(failed -> {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID,
                    "The new store does not work (" + failed.what() + "): " + failed.message());
        });
    }
}
