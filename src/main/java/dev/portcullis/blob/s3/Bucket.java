package dev.portcullis.blob.s3;

import dev.portcullis.blob.remote.Answer;
import dev.portcullis.blob.remote.ByteRange;
import dev.portcullis.blob.remote.Checksums;
import dev.portcullis.blob.remote.RemoteObjects;
import dev.portcullis.blob.remote.Scratch;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** The requests to one bucket, below one prefix. Keys are told without the prefix. */
final class Bucket implements RemoteObjects {
    /** The most keys that one request deletes. */
    private static final int DELETED_AT_ONCE = 1_000;

    private final S3Client client;
    private final String name;
    private final String prefix;
    private final @Nullable ServerSideEncryption encryption;
    private final @Nullable String kmsKeyId;

    /** A multipart upload that was neither completed nor aborted. */
    record Unfinished(String key, String uploadId, Instant begun) {}

    Bucket(S3Client client, S3Settings settings) {
        this.client = client;
        this.name = settings.bucket();
        this.prefix = settings.prefix().isEmpty() ? "" : settings.prefix() + "/";
        this.encryption = switch (settings.serverSideEncryption()) {
            case NONE -> null;
            case AES256 -> ServerSideEncryption.AES256;
            case KMS -> ServerSideEncryption.AWS_KMS;
        };
        this.kmsKeyId = settings.kmsKeyId();
    }

    S3Client client() {
        return client;
    }

    String name() {
        return name;
    }

    String full(String key) {
        return prefix + key;
    }

    @Nullable
    ServerSideEncryption encryption() {
        return encryption;
    }

    @Nullable
    String kmsKeyId() {
        return kmsKeyId;
    }

    /** The store compares their SHA-256. */
    @Override
    public void put(String key, Scratch bytes) throws IOException {
        String sha256 = sha256(bytes.read());
        RequestBody body = RequestBody.fromContentProvider(bytes::read, bytes.length(), "application/octet-stream");
        put(key, sha256, body);
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        put(key, sha256(new java.io.ByteArrayInputStream(bytes)), RequestBody.fromBytes(bytes));
    }

    private void put(String key, String sha256, RequestBody body) throws IOException {
        S3Failures.send(
                key,
                () -> client.putObject(
                        r -> r.bucket(name)
                                .key(full(key))
                                .checksumSHA256(sha256)
                                .serverSideEncryption(encryption)
                                .ssekmsKeyId(kmsKeyId),
                        body));
    }

    private static String sha256(InputStream bytes) throws IOException {
        return Base64.getEncoder().encodeToString(Checksums.of("SHA-256", bytes));
    }

    @Override
    public long length(String key) throws IOException {
        try {
            return S3Failures.send(
                            key, () -> client.headObject(r -> r.bucket(name).key(full(key))))
                    .contentLength();
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    @Override
    public Answer get(String key, long offset, long count) throws IOException {
        ByteRange range = new ByteRange(offset, count);
        ResponseInputStream<GetObjectResponse> answer;
        try {
            answer = client.getObject(r -> r.bucket(name).key(full(key)).range(range.header()));
        } catch (software.amazon.awssdk.services.s3.model.S3Exception e) {
            if (e.statusCode() == 416) {
                throw (EOFException) ByteRange.shorter(key).initCause(e);
            }
            throw S3Failures.failure(key, e);
        } catch (software.amazon.awssdk.core.exception.SdkException e) {
            throw S3Failures.failure(key, e);
        }
        range.require(String.valueOf(answer.response().contentRange()), key, answer::abort);
        return new Answer(answer, answer::abort);
    }

    @Override
    public Map<String, IOException> delete(List<String> keys) {
        Map<String, IOException> failures = new HashMap<>();
        for (int from = 0; from < keys.size(); from += DELETED_AT_ONCE) {
            List<String> batch = keys.subList(from, Math.min(keys.size(), from + DELETED_AT_ONCE));
            try {
                deleteBatch(batch).forEach(error -> {
                    String key = String.valueOf(error.key());
                    failures.put(
                            key.startsWith(prefix) ? key.substring(prefix.length()) : key,
                            new IOException("Input/output error: the object store answered " + error.code()));
                });
            } catch (IOException e) {
                batch.forEach(key -> failures.put(key, e));
            }
        }
        return failures;
    }

    private List<S3Error> deleteBatch(List<String> keys) throws IOException {
        if (keys.size() == 1) {
            S3Failures.send(
                    keys.getFirst(),
                    () -> client.deleteObject(r -> r.bucket(name).key(full(keys.getFirst()))));
            return List.of();
        }
        List<ObjectIdentifier> objects = keys.stream()
                .map(key -> ObjectIdentifier.builder().key(full(key)).build())
                .toList();
        DeleteObjectsResponse answer = S3Failures.send(
                keys.getFirst(),
                () -> client.deleteObjects(r -> r.bucket(name)
                        .delete(Delete.builder().objects(objects).quiet(true).build())));
        return answer.errors().stream()
                .filter(error -> !"NoSuchKey".equals(error.code()))
                .toList();
    }

    @Override
    public void list(String folder, Consumer<Listed> found) throws IOException {
        S3Failures.send(folder, () -> {
            client.listObjectsV2Paginator(ListObjectsV2Request.builder()
                            .bucket(name)
                            .prefix(full(folder))
                            .build())
                    .contents()
                    .forEach(object -> found.accept(
                            new Listed(object.key().substring(prefix.length()), object.size(), object.lastModified())));
            return "";
        });
    }

    @Override
    public void copy(String source, long length, String target) throws IOException {
        new Joining(this).copy(source, length, target);
    }

    /** The multipart uploads below the prefix that began before then. */
    List<Unfinished> unfinished(Instant before) throws IOException {
        List<Unfinished> found = new ArrayList<>();
        S3Failures.send("multipart uploads", () -> {
            for (MultipartUpload upload : client.listMultipartUploadsPaginator(
                            r -> r.bucket(name).prefix(prefix))
                    .uploads()) {
                if (upload.key().startsWith(prefix) && upload.initiated().isBefore(before)) {
                    String key = upload.key().substring(prefix.length());
                    found.add(new Unfinished(key, upload.uploadId(), upload.initiated()));
                }
            }
            return "";
        });
        return found;
    }

    void abort(String key, String uploadId) throws IOException {
        try {
            S3Failures.send(
                    key,
                    () -> client.abortMultipartUpload(
                            r -> r.bucket(name).key(full(key)).uploadId(uploadId)));
        } catch (NoSuchFileException e) {
            // completed or aborted by another
        }
    }
}
