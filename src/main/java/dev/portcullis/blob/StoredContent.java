package dev.portcullis.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An object that can be read. */
public interface StoredContent {

    /** The length in bytes, as the store has it. */
    long size();

    /** The local file that holds exactly this object, for {@code sendfile}; null where there is none. */
    @Nullable
    Path file();

    /** Reads {@code count} bytes from {@code offset}. The caller closes it. */
    InputStream stream(long offset, long count) throws IOException;
}
