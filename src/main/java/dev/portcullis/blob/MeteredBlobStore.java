package dev.portcullis.blob;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Any store, with the time, outcome and bytes of what it does in the registry's figures. All meters are made at the
 * start: an operation looks nothing up.
 */
final class MeteredBlobStore implements BlobStore {
    /** What is told apart; each is a label. */
    private enum Operation {
        OPEN_UPLOAD,
        WRITE_UPLOAD,
        SYNC_UPLOAD,
        READ_UPLOAD,
        CHECK_UPLOAD,
        COPY_UPLOAD,
        DISCARD_UPLOAD,
        PROMOTE,
        OPEN,
        LENGTH,
        DELETE,
        PRESIGN,
        QUARANTINE,
        LIST,
        PROBE
    }

    private record Timers(Timer done, Timer missing, Timer failed) {}

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private final BlobStore store;
    private final Map<Operation, Timers> timers = new EnumMap<>(Operation.class);
    private final Counter read;
    private final Counter written;

    MeteredBlobStore(BlobStore store, StorageKind kind, MeterRegistry meters) {
        this.store = store;
        String name = kind.name().toLowerCase(Locale.ROOT);
        for (Operation operation : Operation.values()) {
            timers.put(
                    operation,
                    new Timers(
                            timer(meters, name, operation, "done"),
                            timer(meters, name, operation, "missing"),
                            timer(meters, name, operation, "failed")));
        }
        read = bytes(meters, name, "read");
        written = bytes(meters, name, "written");
    }

    private static Timer timer(MeterRegistry meters, String kind, Operation operation, String outcome) {
        return Timer.builder("portcullis.storage.operations")
                .description("What the blob store was asked, and how long it took")
                .tag("store", kind)
                .tag("operation", operation.name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome)
                .register(meters);
    }

    private static Counter bytes(MeterRegistry meters, String kind, String direction) {
        return Counter.builder("portcullis.storage.transferred")
                .description("Bytes between the registry and the blob store, but for files that the kernel sends")
                .baseUnit("bytes")
                .tag("store", kind)
                .tag("direction", direction)
                .register(meters);
    }

    private <T> T timed(Operation operation, Work<T> work) throws IOException {
        Timers its = Objects.requireNonNull(timers.get(operation));
        long began = System.nanoTime();
        Timer outcome = its.failed();
        try {
            T result = work.run();
            outcome = its.done();
            return result;
        } catch (NoSuchFileException | FileNotFoundException e) {
            outcome = its.missing();
            throw e;
        } finally {
            outcome.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        }
    }

    private void step(Operation operation, Step step) throws IOException {
        timed(operation, () -> {
            step.run();
            return operation;
        });
    }

    @Override
    public PartialContent openPartial(String name, long offset) throws IOException {
        return new MeteredPartial(timed(Operation.OPEN_UPLOAD, () -> store.openPartial(name, offset)));
    }

    @Override
    public InputStream readPartial(String name, long length) throws IOException {
        return new Counted(timed(Operation.READ_UPLOAD, () -> store.readPartial(name, length)), read);
    }

    @Override
    public boolean holdsPartial(String name, long length) throws IOException {
        return timed(Operation.CHECK_UPLOAD, () -> store.holdsPartial(name, length));
    }

    @Override
    public void copyPartial(String from, String to, long length) throws IOException {
        step(Operation.COPY_UPLOAD, () -> store.copyPartial(from, to, length));
    }

    @Override
    public void discardPartial(String name) throws IOException {
        step(Operation.DISCARD_UPLOAD, () -> store.discardPartial(name));
    }

    @Override
    public List<Stored> partials() throws IOException {
        return timed(Operation.LIST, store::partials);
    }

    @Override
    public void promote(String partial, long length, String objectKey) throws IOException {
        step(Operation.PROMOTE, () -> store.promote(partial, length, objectKey));
    }

    @Override
    public StoredContent open(String objectKey) throws IOException {
        return new MeteredContent(timed(Operation.OPEN, () -> store.open(objectKey)), read);
    }

    @Override
    public long length(String objectKey) throws IOException {
        return timed(Operation.LENGTH, () -> store.length(objectKey));
    }

    @Override
    public boolean delete(String objectKey) throws IOException {
        return timed(Operation.DELETE, () -> store.delete(objectKey));
    }

    /** One request for many objects; it counts as failed when any of them could not be deleted. */
    @Override
    public Map<String, IOException> deleteAll(List<String> objectKeys) {
        Timers its = Objects.requireNonNull(timers.get(Operation.DELETE));
        long began = System.nanoTime();
        Map<String, IOException> failures = store.deleteAll(objectKeys);
        (failures.isEmpty() ? its.done() : its.failed()).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        return failures;
    }

    @Override
    public Optional<URI> presigned(String objectKey, Duration validity, String contentType) throws IOException {
        return timed(Operation.PRESIGN, () -> store.presigned(objectKey, validity, contentType));
    }

    @Override
    public Optional<Space> space() throws IOException {
        return store.space();
    }

    @Override
    public boolean quarantine(String objectKey) throws IOException {
        return timed(Operation.QUARANTINE, () -> store.quarantine(objectKey));
    }

    @Override
    public List<Stored> objects(int shard) throws IOException {
        return timed(Operation.LIST, () -> store.objects(shard));
    }

    @Override
    public void probe() throws IOException {
        step(Operation.PROBE, store::probe);
    }

    private final class MeteredPartial implements PartialContent {
        private final PartialContent content;

        MeteredPartial(PartialContent content) {
            this.content = content;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            step(Operation.WRITE_UPLOAD, () -> content.write(bytes, offset, length));
            written.increment(length);
        }

        @Override
        public void sync() throws IOException {
            step(Operation.SYNC_UPLOAD, content::sync);
        }

        @Override
        public void close() throws IOException {
            content.close();
        }
    }

    private record MeteredContent(StoredContent content, Counter read) implements StoredContent {
        @Override
        public long size() {
            return content.size();
        }

        @Override
        public @Nullable Path file() {
            return content.file();
        }

        @Override
        public InputStream stream(long offset, long count) throws IOException {
            return new Counted(content.stream(offset, count), read);
        }
    }

    private static final class Counted extends FilterInputStream {
        private final Counter bytes;

        Counted(InputStream in, Counter bytes) {
            super(in);
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            if (one >= 0) {
                bytes.increment();
            }
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            if (count > 0) {
                bytes.increment(count);
            }
            return count;
        }

        @Override
        public long transferTo(OutputStream out) throws IOException {
            long count = in.transferTo(out);
            bytes.increment((double) count);
            return count;
        }
    }
}
