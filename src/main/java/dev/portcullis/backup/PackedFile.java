package dev.portcullis.backup;

import dev.portcullis.reference.Digest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A new file that is packed with gzip, hashed on the way, and synced at its end. */
final class PackedFile implements AutoCloseable {
    private static final int BUFFER = 256 << 10;

    private final FileChannel channel;
    private final MessageDigest hash = Digest.Algorithm.SHA256.newHash();
    private final GZIPOutputStream packed;
    private final OutputStream out;

    PackedFile(Path file) throws IOException {
        channel = OwnFiles.create(file);
        packed = new GZIPOutputStream(
                new BufferedOutputStream(new DigestOutputStream(Channels.newOutputStream(channel), hash), BUFFER),
                BUFFER);
        out = new BufferedOutputStream(packed, BUFFER);
    }

    OutputStream out() {
        return out;
    }

    /** Ends it: on return its bytes survive a power loss. Tells the SHA-256 of the file, in hex. */
    String finish() throws IOException {
        out.flush();
        packed.finish();
        packed.flush();
        channel.force(true);
        return HexFormat.of().formatHex(hash.digest());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** What is in such a file, once its bytes are known to be those of the hash. */
    static InputStream read(Path file, String sha256) throws IOException {
        if (!HashedFile.digest(file, Digest.Algorithm.SHA256).hex().equals(sha256)) {
            throw new IOException("The file " + file + " is not as it was written: its hash is another one.");
        }
        return new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), BUFFER), BUFFER);
    }
}
