package dev.portcullis.blob.s3;

import dev.portcullis.blob.remote.Together;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Makes one object of others by a multipart upload whose parts the store copies itself. */
final class Joining {
    private static final Logger LOG = Logger.getLogger(Joining.class);

    /** One request is never asked to copy more. Well within what a store does before the connection is given up. */
    private static final long LONGEST_COPY = 512L << 20;

    private final Bucket bucket;

    /** The first {@code bytes} bytes after {@code offset} of an object. */
    record Piece(String key, long offset, long bytes) {}

    Joining(Bucket bucket) {
        this.bucket = bucket;
    }

    /** Copies an object of this length. */
    void copy(String source, long length, String target) throws IOException {
        if (length > LONGEST_COPY) {
            int parts = Math.toIntExact((length + LONGEST_COPY - 1) / LONGEST_COPY);
            join(
                    IntStream.range(0, parts)
                            .mapToObj(i -> new Piece(
                                    source, i * LONGEST_COPY, Math.min(LONGEST_COPY, length - i * LONGEST_COPY)))
                            .toList(),
                    target);
            return;
        }
        S3Failures.send(
                source,
                () -> bucket.client()
                        .copyObject(r -> r.sourceBucket(bucket.name())
                                .sourceKey(bucket.full(source))
                                .destinationBucket(bucket.name())
                                .destinationKey(bucket.full(target))
                                .serverSideEncryption(bucket.encryption())
                                .ssekmsKeyId(bucket.kmsKeyId())));
        require(target, length);
    }

    /** The pieces in their order become one object. On return the store has said so, and its length is right. */
    void join(List<Piece> pieces, String target) throws IOException {
        String uploadId = S3Failures.send(
                target,
                () -> bucket.client()
                        .createMultipartUpload(r -> r.bucket(bucket.name())
                                .key(bucket.full(target))
                                .serverSideEncryption(bucket.encryption())
                                .ssekmsKeyId(bucket.kmsKeyId()))
                        .uploadId());
        boolean whole = false;
        try {
            List<CompletedPart> parts = copyParts(pieces, target, uploadId);
            complete(target, uploadId, parts);
            require(target, pieces.stream().mapToLong(Piece::bytes).sum());
            whole = true;
        } finally {
            if (!whole) {
                abandon(target, uploadId);
            }
        }
    }

    private List<CompletedPart> copyParts(List<Piece> pieces, String target, String uploadId) throws IOException {
        return Together.run(IntStream.range(0, pieces.size())
                .<Callable<CompletedPart>>mapToObj(i -> () -> copyPart(pieces.get(i), target, uploadId, i + 1))
                .toList());
    }

    private CompletedPart copyPart(Piece piece, String target, String uploadId, int number) throws IOException {
        String range = "bytes=" + piece.offset + "-" + (piece.offset + piece.bytes - 1);
        String etag = S3Failures.send(
                piece.key,
                () -> bucket.client()
                        .uploadPartCopy(r -> r.sourceBucket(bucket.name())
                                .sourceKey(bucket.full(piece.key))
                                .copySourceRange(range)
                                .destinationBucket(bucket.name())
                                .destinationKey(bucket.full(target))
                                .uploadId(uploadId)
                                .partNumber(number))
                        .copyPartResult()
                        .eTag());
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    /** A repeated request finds no upload when the first one was carried out and its answer lost. */
    private void complete(String target, String uploadId, List<CompletedPart> parts) throws IOException {
        try {
            S3Failures.send(
                    target,
                    () -> bucket.client()
                            .completeMultipartUpload(r -> r.bucket(bucket.name())
                                    .key(bucket.full(target))
                                    .uploadId(uploadId)
                                    .multipartUpload(m -> m.parts(parts))));
        } catch (NoSuchFileException e) {
            if (bucket.length(target) < 0) {
                throw e;
            }
        }
    }

    /** The store's own word for it, after the fact: a copy may have been answered with success and not made. */
    private void require(String target, long length) throws IOException {
        long found = bucket.length(target);
        if (found != length) {
            if (found >= 0) {
                bucket.delete(target);
            }
            throw new EOFException("Input/output error: " + target + " has " + found + " bytes in the object store in"
                    + " place of " + length);
        }
    }

    private void abandon(String target, String uploadId) {
        try {
            bucket.abort(target, uploadId);
        } catch (IOException e) {
            LOG.warnf("A multipart upload for %s could not be aborted; the sweeper will do it: %s", target, e);
        }
    }
}
