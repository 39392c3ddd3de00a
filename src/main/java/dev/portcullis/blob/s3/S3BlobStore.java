package dev.portcullis.blob.s3;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.PartialContent;
import dev.portcullis.blob.StoredContent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The store in a bucket; {@code package-info} draws it. */
public final class S3BlobStore implements BlobStore, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(S3BlobStore.class);
    private static final String UPLOADS = "uploads/";
    private static final String QUARANTINE = "quarantine/";
    private static final List<String> ALGORITHMS = List.of("sha256", "sha512");

    /** A promotion takes minutes at most; a multipart upload that is older is nobody's. */
    private static final Duration ABANDONED = Duration.ofHours(12);

    private final S3Client client;
    private final S3Presigner presigner;
    private final Bucket bucket;
    private final Joining joining;
    private final Segments segments;
    private final Path scratch;
    private final Duration abandoned;

    /** What a request has written and not synced, until it is promoted or given up a moment later. */
    private final Map<String, Tail> unsent = new ConcurrentHashMap<>();

    public S3BlobStore(S3Settings settings) throws IOException {
        this(settings, Files.createTempDirectory("portcullis-s3-"));
    }

    /** @param scratch a folder for the segment that each upload is at, 128 MiB at most */
    public S3BlobStore(S3Settings settings, Path scratch) throws IOException {
        this(settings, scratch, Segments.USUAL, ABANDONED);
    }

    S3BlobStore(S3Settings settings, Path scratch, Segments segments, Duration abandoned) throws IOException {
        this.client = S3Connection.client(settings);
        this.presigner = S3Connection.presigner(settings);
        this.bucket = new Bucket(client, settings);
        this.joining = new Joining(bucket);
        this.segments = segments;
        this.scratch = Files.createDirectories(scratch);
        this.abandoned = abandoned;
    }

    static String segment(String partial, int index) {
        return UPLOADS + partial + "/" + "%05d".formatted(index);
    }

    private static String object(String key) {
        return ObjectKey.requireKey(key);
    }

    @Override
    public PartialContent openPartial(String name, long offset) throws IOException {
        flush(ObjectKey.requirePlain(name));
        int index = segments.indexOf(offset);
        long start = segments.start(index);
        if (offset == start && index > 0 && !holdsPartial(name, offset)) {
            throw new EOFException("partial content is shorter than its row says");
        }
        Scratch bytes = new Scratch(scratch);
        try {
            boolean stale = offset > start && refill(segment(name, index), offset - start, bytes);
            return new SegmentWriter(bucket, segments, name, index, bytes, stale, tail -> unsent.put(name, tail));
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /** Fetches the beginning of a segment; true when the store has more of it. */
    private boolean refill(String key, long count, Scratch bytes) throws IOException {
        long stored = bucket.length(key);
        if (stored < count) {
            throw new EOFException("partial content is shorter than its row says");
        }
        byte[] buffer = new byte[64 << 10];
        try (InputStream in = new RangeStream(bucket, key, 0, count)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.append(buffer, 0, n);
            }
        }
        return stored > count;
    }

    /** Sends what was written and not synced. */
    private void flush(String name) throws IOException {
        try (Tail tail = unsent.remove(name)) {
            if (tail != null) {
                bucket.put(segment(name, tail.index()), tail.bytes());
            }
        }
    }

    @Override
    public InputStream readPartial(String name, long length) throws IOException {
        flush(ObjectKey.requirePlain(name));
        return new SegmentedStream(IntStream.range(0, segments.count(length))
                .mapToObj(i -> new RangeStream(bucket, segment(name, i), 0, segments.bytes(i, length)))
                .toList());
    }

    /** Segments are sent in their order, so the last one tells of all. */
    @Override
    public boolean holdsPartial(String name, long length) throws IOException {
        ObjectKey.requirePlain(name);
        if (length == 0) {
            return true;
        }
        int last = segments.indexOf(length - 1);
        return bucket.length(segment(name, last)) >= segments.bytes(last, length);
    }

    @Override
    public void copyPartial(String from, String to, long length) throws IOException {
        ObjectKey.requirePlain(to);
        flush(ObjectKey.requirePlain(from));
        int full = length == 0 ? 0 : segments.indexOf(length);
        long rest = length - segments.start(full);
        Joining.together(IntStream.range(0, full)
                .<Callable<String>>mapToObj(i -> () -> {
                    String target = segment(to, i);
                    joining.copy(segment(from, i), segments.bytes(i, length), target);
                    return target;
                })
                .toList());
        if (rest > 0) {
            try (Scratch bytes = new Scratch(scratch)) {
                refill(segment(from, full), rest, bytes);
                bucket.put(segment(to, full), bytes);
            }
        }
    }

    @Override
    public void discardPartial(String name) throws IOException {
        Tail tail = unsent.remove(ObjectKey.requirePlain(name));
        if (tail != null) {
            tail.close();
        }
        Optional<MultipartName> multipart = MultipartName.parse(name);
        if (multipart.isPresent()) {
            bucket.abort(multipart.get().key(), multipart.get().uploadId());
            return;
        }
        List<String> keys = new ArrayList<>();
        bucket.list(UPLOADS + name + "/", found -> keys.add(found.key()));
        for (IOException failure : bucket.delete(keys).values()) {
            throw failure;
        }
    }

    /** Uploads by the names of their segments, and what a crash left of a promotion. */
    @Override
    public List<Stored> partials() throws IOException {
        Map<String, Stored> found = new HashMap<>();
        bucket.list(UPLOADS, segment -> {
            String rest = segment.key().substring(UPLOADS.length());
            String name = rest.substring(0, Math.max(rest.indexOf('/'), 0));
            if (!name.isEmpty()) {
                found.merge(
                        name,
                        new Stored(name, segment.size(), segment.modified()),
                        (a, b) -> new Stored(name, a.size() + b.size(), later(a.modified(), b.modified())));
            }
        });
        List<Stored> all = new ArrayList<>(found.values());
        for (Bucket.Unfinished upload : bucket.unfinished(Instant.now().minus(abandoned))) {
            all.add(new MultipartName(upload.key(), upload.uploadId()).stored(upload));
        }
        return all;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** Content of one segment that the store has not seen becomes the object with one request. */
    @Override
    public void promote(String partial, long length, String objectKey) throws IOException {
        String target = object(objectKey);
        try (Tail tail = unsent.remove(ObjectKey.requirePlain(partial))) {
            if (tail != null && segments.start(tail.index()) + tail.bytes().length() != length) {
                throw new EOFException("partial content has another length than was received");
            }
            if (length == 0) {
                bucket.put(target, new byte[0]);
            } else if (tail != null && tail.index() == 0) {
                bucket.put(target, tail.bytes());
            } else {
                if (tail != null) {
                    bucket.put(segment(partial, tail.index()), tail.bytes());
                }
                join(partial, length, target);
            }
            if (tail == null || tail.index() > 0 || tail.sent()) {
                forget(partial, segments.count(length));
            }
        }
    }

    private void join(String partial, long length, String target) throws IOException {
        int count = segments.count(length);
        if (count == 1) {
            joining.copy(segment(partial, 0), length, target);
            return;
        }
        joining.join(
                IntStream.range(0, count)
                        .mapToObj(i -> new Joining.Piece(segment(partial, i), 0, segments.bytes(i, length)))
                        .toList(),
                target);
    }

    /** The object is there; what cannot be deleted now is swept as content of no upload. */
    private void forget(String partial, int count) {
        List<String> keys =
                IntStream.range(0, count).mapToObj(i -> segment(partial, i)).toList();
        bucket.delete(keys).forEach((key, failure) -> LOG.warnf("%s could not be deleted: %s", key, failure));
    }

    @Override
    public StoredContent open(String objectKey) throws IOException {
        String key = object(objectKey);
        long size = bucket.length(key);
        if (size < 0) {
            throw new NoSuchFileException(key);
        }
        return new InBucket(bucket, key, size);
    }

    @Override
    public long length(String objectKey) throws IOException {
        return bucket.length(object(objectKey));
    }

    @Override
    public boolean delete(String objectKey) throws IOException {
        if (bucket.length(object(objectKey)) < 0) {
            return false;
        }
        for (IOException failure : bucket.delete(List.of(objectKey)).values()) {
            throw failure;
        }
        return true;
    }

    @Override
    public Map<String, IOException> deleteAll(List<String> objectKeys) {
        objectKeys.forEach(ObjectKey::requireKey);
        return bucket.delete(objectKeys);
    }

    @Override
    public boolean quarantine(String objectKey) throws IOException {
        long size = bucket.length(object(objectKey));
        if (size < 0) {
            return false;
        }
        joining.copy(objectKey, size, QUARANTINE + objectKey.substring(objectKey.lastIndexOf('/') + 1));
        return delete(objectKey);
    }

    @Override
    public List<Stored> objects(int shard) throws IOException {
        List<Stored> all = new ArrayList<>();
        for (String algorithm : ALGORITHMS) {
            bucket.list(
                    algorithm + "/" + "%02x".formatted(shard) + "/",
                    found -> all.add(new Stored(found.key(), found.size(), found.modified())));
        }
        return all;
    }

    @Override
    public void probe() throws IOException {
        String key = segment("probe." + UUID.randomUUID(), 0);
        bucket.put(key, new byte[] {1});
        for (IOException failure : bucket.delete(List.of(key)).values()) {
            throw failure;
        }
    }

    @Override
    public Optional<URI> presigned(String objectKey, Duration validity, String contentType) throws IOException {
        String key = bucket.full(object(objectKey));
        return S3Failures.send(key, () -> {
            var signed = presigner.presignGetObject(p -> p.signatureDuration(validity)
                    .getObjectRequest(g -> g.bucket(bucket.name())
                            .key(key)
                            .responseContentType(contentType)
                            .responseContentDisposition("attachment")));
            try {
                return Optional.of(signed.url().toURI());
            } catch (URISyntaxException e) {
                throw new IOException(e);
            }
        });
    }

    @Override
    public void close() {
        presigner.close();
        client.close();
    }

    private record InBucket(Bucket bucket, String key, long size) implements StoredContent {
        @Override
        public @Nullable Path file() {
            return null;
        }

        @Override
        public InputStream stream(long offset, long count) throws IOException {
            return new RangeStream(bucket, key, offset, count).opened();
        }
    }
}
