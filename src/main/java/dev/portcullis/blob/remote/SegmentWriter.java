package dev.portcullis.blob.remote;

import dev.portcullis.blob.PartialContent;
import java.io.IOException;
import java.util.function.Consumer;

/** Cuts an upload into segments. A full one is sent at once, the last one when it is synced or promoted. */
final class SegmentWriter implements PartialContent {
    private final RemoteObjects objects;
    private final Segments segments;
    private final String name;
    private final Scratch scratch;
    private final Consumer<Tail> unsent;
    private int index;

    /** Whether the scratch holds what the store does not. */
    private boolean dirty;

    /** Whether the store has a state of the segment that is being written. */
    private boolean sent;

    private boolean failed;

    /**
     * @param scratch holds the beginning of the segment to go on with
     * @param stale whether the store has more of that segment than the scratch, which is to be cut off
     * @param unsent takes what was written and not synced
     */
    SegmentWriter(
            RemoteObjects objects,
            Segments segments,
            String name,
            int index,
            Scratch scratch,
            boolean stale,
            Consumer<Tail> unsent) {
        this.objects = objects;
        this.segments = segments;
        this.name = name;
        this.index = index;
        this.scratch = scratch;
        this.dirty = stale;
        this.sent = scratch.length() > 0;
        this.unsent = unsent;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            long full = segments.bytes(index, Long.MAX_VALUE);
            int n = (int) Math.min(length - done, full - scratch.length());
            scratch.append(bytes, offset + done, n);
            dirty = true;
            done += n;
            if (scratch.length() == full) {
                send();
                scratch.clear();
                index++;
                sent = false;
            }
        }
    }

    @Override
    public void sync() throws IOException {
        if (dirty) {
            send();
        }
    }

    private void send() throws IOException {
        failed = true;
        objects.put(SegmentedBlobStore.segment(name, index), scratch);
        failed = false;
        dirty = false;
        sent = true;
    }

    @Override
    public void close() throws IOException {
        if (dirty && !failed) {
            dirty = false;
            unsent.accept(new Tail(index, scratch, sent));
        } else {
            scratch.close();
        }
    }
}
