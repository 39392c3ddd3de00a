package dev.portcullis.backup;

import dev.portcullis.reference.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A blob of a snapshot: a line of {@code blobs.gz}. */
record ListedBlob(Digest digest, long size, String objectKey) {
    static final String FILE = "blobs.gz";

    static ListedBlob of(String digest, long size, String objectKey) {
        return new ListedBlob(Digest.parse(digest), size, objectKey);
    }

    String line() {
        return digest + " " + size + " " + objectKey + "\n";
    }

    /** All lines of a list, one after the other, in the order of digests. */
    static final class Reader implements AutoCloseable {
        private final BufferedReader lines;
        private @Nullable ListedBlob next;

        Reader(Path file, String sha256) throws IOException {
            lines = new BufferedReader(new InputStreamReader(PackedFile.read(file, sha256), StandardCharsets.UTF_8));
            next = parse(lines.readLine());
        }

        /** What {@link #take} will give; null at the end. */
        @Nullable
        ListedBlob peek() {
            return next;
        }

        /** The next one; null at the end. */
        @Nullable
        ListedBlob take() throws IOException {
            ListedBlob taken = next;
            next = taken == null ? null : parse(lines.readLine());
            return taken;
        }

        private static @Nullable ListedBlob parse(@Nullable String line) throws IOException {
            if (line == null) {
                return null;
            }
            String[] parts = line.split(" ", 3);
            if (parts.length != 3) {
                throw new IOException("a line of the list of blobs has " + parts.length + " fields");
            }
            return of(parts[0], Long.parseLong(parts[1]), parts[2]);
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
