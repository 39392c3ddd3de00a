package dev.portcullis.blob.s3;

import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.remote.SegmentedBlobStore;
import dev.portcullis.blob.remote.Segments;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The store in a bucket; {@code package-info} draws it. */
public final class S3BlobStore extends SegmentedBlobStore implements AutoCloseable {
    /** A promotion takes minutes at most; a multipart upload that is older is nobody's. */
    private static final Duration ABANDONED = Duration.ofHours(12);

    private final S3Presigner presigner;
    private final Bucket bucket;
    private final Joining joining;
    private final Duration abandoned;

    public S3BlobStore(S3Settings settings) throws IOException {
        this(settings, Files.createTempDirectory("portcullis-s3-"));
    }

    /** @param scratch a folder for the segment that each upload is at, 128 MiB at most */
    public S3BlobStore(S3Settings settings, Path scratch) throws IOException {
        this(settings, scratch, Segments.USUAL, ABANDONED);
    }

    S3BlobStore(S3Settings settings, Path scratch, Segments segments, Duration abandoned) throws IOException {
        this(settings, new Bucket(S3Connection.client(settings), settings), scratch, segments, abandoned);
    }

    private S3BlobStore(S3Settings settings, Bucket bucket, Path scratch, Segments segments, Duration abandoned)
            throws IOException {
        super(bucket, segments, scratch);
        this.presigner = S3Connection.presigner(settings);
        this.bucket = bucket;
        this.joining = new Joining(bucket);
        this.abandoned = abandoned;
    }

    @Override
    public void discardPartial(String name) throws IOException {
        Optional<MultipartName> multipart = MultipartName.parse(ObjectKey.requirePlain(name));
        if (multipart.isPresent()) {
            bucket.abort(multipart.get().key(), multipart.get().uploadId());
            return;
        }
        super.discardPartial(name);
    }

    /** With what a crash left of a promotion. */
    @Override
    public List<Stored> partials() throws IOException {
        List<Stored> all = super.partials();
        for (Bucket.Unfinished upload : bucket.unfinished(Instant.now().minus(abandoned))) {
            all.add(new MultipartName(upload.key(), upload.uploadId()).stored(upload));
        }
        return all;
    }

    @Override
    protected void join(List<Segment> parts, String target) throws IOException {
        joining.join(
                parts.stream()
                        .map(part -> new Joining.Piece(part.key(), 0, part.bytes()))
                        .toList(),
                target);
    }

    @Override
    public Optional<URI> presigned(String objectKey, Duration validity, String contentType) throws IOException {
        String key = bucket.full(ObjectKey.requireKey(objectKey));
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
        bucket.client().close();
    }
}
