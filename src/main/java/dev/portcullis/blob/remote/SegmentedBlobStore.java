package dev.portcullis.blob.remote;

import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.PartialContent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * An upload is a row of plain objects, {@code uploads/<name>/<5 digits>}, whose names and lengths follow from how far it has
 * come. So any node goes on with what another wrote, nothing is remembered outside the store, and nothing is listed
 * while somebody pushes.
 */
public abstract class SegmentedBlobStore extends RemoteBlobStore {
    private static final Logger LOG = Logger.getLogger(SegmentedBlobStore.class);

    private final RemoteObjects objects;
    private final Segments segments;
    private final Path scratch;

    /** What a request has written and not synced, until it is promoted or given up a moment later. */
    private final Map<String, Tail> unsent = new ConcurrentHashMap<>();

    /** A whole object that is a part of another, and its length in bytes. */
    public record Segment(String key, long bytes) {}

    /** @param scratch a folder for the segment that each upload is at */
    protected SegmentedBlobStore(RemoteObjects objects, Segments segments, Path scratch) throws IOException {
        super(objects);
        this.objects = objects;
        this.segments = segments;
        this.scratch = Files.createDirectories(scratch);
    }

    /**
     * Makes one object of several in their order, which stay as they are. On return the store has said that it is there
     * and has their length.
     */
    protected abstract void join(List<Segment> parts, String target) throws IOException;

    static String segment(String partial, int index) {
        return UPLOADS + partial + "/" + "%05d".formatted(index);
    }

    @Override
    public final PartialContent openPartial(String name, long offset) throws IOException {
        flush(ObjectKey.requirePlain(name));
        int index = segments.indexOf(offset);
        long start = segments.start(index);
        if (offset == start && index > 0 && !holdsPartial(name, offset)) {
            throw new EOFException("partial content is shorter than its row says");
        }
        Scratch bytes = new Scratch(scratch);
        try {
            boolean stale = offset > start && refill(segment(name, index), offset - start, bytes);
            return new SegmentWriter(objects, segments, name, index, bytes, stale, tail -> unsent.put(name, tail));
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /** Fetches the beginning of a segment; true when the store has more of it. */
    private boolean refill(String key, long count, Scratch bytes) throws IOException {
        long stored = objects.length(key);
        if (stored < count) {
            throw new EOFException("partial content is shorter than its row says");
        }
        try (InputStream in = new RangeStream(objects, key, 0, count)) {
            bytes.append(in);
        }
        return stored > count;
    }

    /** Sends what was written and not synced. */
    private void flush(String name) throws IOException {
        try (Tail tail = unsent.remove(name)) {
            if (tail != null) {
                objects.put(segment(name, tail.index()), tail.bytes());
            }
        }
    }

    @Override
    public final InputStream readPartial(String name, long length) throws IOException {
        flush(ObjectKey.requirePlain(name));
        return new SegmentedStream(IntStream.range(0, segments.count(length))
                .mapToObj(i -> new RangeStream(objects, segment(name, i), 0, segments.bytes(i, length)))
                .toList());
    }

    /** Segments are sent in their order, so the last one tells of all. */
    @Override
    public final boolean holdsPartial(String name, long length) throws IOException {
        ObjectKey.requirePlain(name);
        if (length == 0) {
            return true;
        }
        int last = segments.indexOf(length - 1);
        return objects.length(segment(name, last)) >= segments.bytes(last, length);
    }

    @Override
    public final void copyPartial(String from, String to, long length) throws IOException {
        ObjectKey.requirePlain(to);
        flush(ObjectKey.requirePlain(from));
        int full = length == 0 ? 0 : segments.indexOf(length);
        long rest = length - segments.start(full);
        Together.run(IntStream.range(0, full)
                .<Callable<String>>mapToObj(i -> () -> {
                    String target = segment(to, i);
                    objects.copy(segment(from, i), segments.bytes(i, length), target);
                    return target;
                })
                .toList());
        if (rest > 0) {
            try (Scratch bytes = new Scratch(scratch)) {
                refill(segment(from, full), rest, bytes);
                objects.put(segment(to, full), bytes);
            }
        }
    }

    @Override
    public void discardPartial(String name) throws IOException {
        Tail tail = unsent.remove(ObjectKey.requirePlain(name));
        if (tail != null) {
            tail.close();
        }
        List<String> keys = new ArrayList<>();
        objects.list(UPLOADS + name + "/", found -> keys.add(found.key()));
        for (IOException failure : objects.delete(keys).values()) {
            throw failure;
        }
    }

    /** Content of one segment that the store has not seen becomes the object with one request. */
    @Override
    public final void promote(String partial, long length, String objectKey) throws IOException {
        String target = ObjectKey.requireKey(objectKey);
        try (Tail tail = unsent.remove(ObjectKey.requirePlain(partial))) {
            if (tail != null && segments.start(tail.index()) + tail.bytes().length() != length) {
                throw new EOFException("partial content has another length than was received");
            }
            if (length == 0) {
                objects.put(target, new byte[0]);
            } else if (tail != null && tail.index() == 0) {
                objects.put(target, tail.bytes());
            } else {
                if (tail != null) {
                    objects.put(segment(partial, tail.index()), tail.bytes());
                }
                joinAll(partial, length, target);
            }
            if (tail == null || tail.index() > 0 || tail.sent()) {
                forget(partial, segments.count(length));
            }
        }
    }

    private void joinAll(String partial, long length, String target) throws IOException {
        int count = segments.count(length);
        if (count == 1) {
            objects.copy(segment(partial, 0), length, target);
            return;
        }
        join(
                IntStream.range(0, count)
                        .mapToObj(i -> new Segment(segment(partial, i), segments.bytes(i, length)))
                        .toList(),
                target);
    }

    /** The object is there; what cannot be deleted now is swept as content of no upload. */
    private void forget(String partial, int count) {
        List<String> keys =
                IntStream.range(0, count).mapToObj(i -> segment(partial, i)).toList();
        objects.delete(keys).forEach((key, failure) -> LOG.warnf("%s could not be deleted: %s", key, failure));
    }
}
