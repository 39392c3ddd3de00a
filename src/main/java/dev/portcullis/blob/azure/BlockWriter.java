package dev.portcullis.blob.azure;

import dev.portcullis.blob.PartialContent;
import dev.portcullis.blob.remote.Scratch;
import dev.portcullis.blob.remote.Segments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes an upload as blocks. A full one is sent at once, the last one when all is committed, which is when it is synced or
 * promoted; until then the blob stays as it was.
 */
final class BlockWriter implements PartialContent {
    private final Container container;
    private final Segments segments;
    private final String key;
    private final List<String> full;
    private final Scratch scratch;
    private final boolean there;
    private final Consumer<BlockWriter> unsent;

    /** Whether the blob is not just what was written. */
    private boolean dirty;

    private boolean failed;

    /**
     * @param full the names of the full blocks to go on after
     * @param scratch holds the beginning of the block to go on with
     * @param there whether the blob may be there already
     * @param stale whether it has more than that, which is to be cut off
     * @param unsent takes this writer when it is closed with something written and not synced
     */
    BlockWriter(
            Container container,
            Segments segments,
            String key,
            List<String> full,
            Scratch scratch,
            boolean there,
            boolean stale,
            Consumer<BlockWriter> unsent) {
        this.container = container;
        this.segments = segments;
        this.key = key;
        this.full = new ArrayList<>(full);
        this.scratch = scratch;
        this.there = there;
        this.dirty = stale;
        this.unsent = unsent;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            long most = segments.bytes(full.size(), Long.MAX_VALUE);
            int n = (int) Math.min(length - done, most - scratch.length());
            scratch.append(bytes, offset + done, n);
            dirty = true;
            done += n;
            if (scratch.length() == most) {
                failed = true;
                full.add(container.stage(key, scratch));
                failed = false;
                scratch.clear();
            }
        }
    }

    @Override
    public void sync() throws IOException {
        if (!dirty) {
            return;
        }
        failed = true;
        List<String> names = new ArrayList<>(full);
        if (scratch.length() > 0) {
            names.add(container.stage(key, scratch));
        }
        container.commit(key, names);
        failed = false;
        dirty = false;
    }

    /** All that was written, in bytes, with what stood before it. */
    long length() {
        return segments.start(full.size()) + scratch.length();
    }

    /** Everything in order, when it is no full block yet. */
    boolean isOneRequest() {
        return full.isEmpty();
    }

    Scratch scratch() {
        return scratch;
    }

    /** Whether there may be a blob of this upload. */
    boolean isThere() {
        return there || !full.isEmpty();
    }

    /** Gives up what is not synced. */
    void forget() throws IOException {
        scratch.close();
    }

    @Override
    public void close() throws IOException {
        if (dirty && !failed) {
            unsent.accept(this);
        } else {
            scratch.close();
        }
    }
}
