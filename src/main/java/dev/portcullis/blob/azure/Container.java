package dev.portcullis.blob.azure;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobAsyncClient;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.models.CopyStatusType;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobBeginCopyOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlockBlobAsyncClient;
import dev.portcullis.blob.remote.Answer;
import dev.portcullis.blob.remote.ByteRange;
import dev.portcullis.blob.remote.Checksums;
import dev.portcullis.blob.remote.RemoteObjects;
import dev.portcullis.blob.remote.Scratch;
import dev.portcullis.blob.remote.Together;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The requests to one container, below one prefix. */
final class Container implements RemoteObjects {
    /** How long the copy of an object may take within its account, where it usually is there at once. */
    private static final Duration LONGEST_COPY = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration FIRST_POLL = Duration.ofMillis(10);

    private final BlobContainerAsyncClient client;
    private final String prefix;

    Container(AzureSettings settings) throws IOException {
        this.client = AzureConnection.client(settings);
        this.prefix = settings.prefix().isEmpty() ? "" : settings.prefix() + "/";
    }

    BlobAsyncClient blob(String key) {
        return client.getBlobAsyncClient(prefix + key);
    }

    private BlockBlobAsyncClient blocks(String key) {
        return blob(key).getBlockBlobAsyncClient();
    }

    /** The store compares their MD5. */
    @Override
    public void put(String key, Scratch bytes) throws IOException {
        put(key, Bodies.of(bytes), md5(bytes.read()));
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        put(key, BinaryData.fromBytes(bytes), md5(new ByteArrayInputStream(bytes)));
    }

    private void put(String key, BinaryData body, byte[] md5) throws IOException {
        AzureFailures.await(
                key, blocks(key).uploadWithResponse(new BlockBlobSimpleUploadOptions(body).setContentMd5(md5)));
    }

    /** Sends a block that is a part of nothing yet; the store compares its MD5. Answers with its new name. */
    String stage(String key, Scratch bytes) throws IOException {
        // A name of its own each time: a late repetition of a try that was given up replaces nothing.
        String name = Base64.getEncoder()
                .encodeToString(UUID.randomUUID().toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        AzureFailures.await(
                key,
                blocks(key)
                        .stageBlockWithResponse(new BlockBlobStageBlockOptions(name, Bodies.of(bytes))
                                .setContentMd5(md5(bytes.read()))));
        return name;
    }

    /** The blob is these blocks from now on, in this order; each is part of it now, or was staged since. */
    void commit(String key, List<String> names) throws IOException {
        AzureFailures.await(key, blocks(key).commitBlockList(names, /* overwrite= */ true));
    }

    /** The blocks of a blob; {@link NoSuchFileException} when it is not there. */
    List<Block> committed(String key) throws IOException {
        return AzureFailures.await(key, blocks(key).listBlocks(BlockListType.COMMITTED))
                .getCommittedBlocks();
    }

    private static byte[] md5(InputStream bytes) throws IOException {
        return Checksums.of("MD5", bytes);
    }

    @Override
    public long length(String key) throws IOException {
        try {
            return properties(key).getBlobSize();
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    private BlobProperties properties(String key) throws IOException {
        return AzureFailures.await(key, blob(key).getProperties());
    }

    @Override
    public Answer get(String key, long offset, long count) throws IOException {
        try {
            // Whoever reads asks again from the byte reached, so the client need not.
            var answer = AzureFailures.await(
                    key,
                    blob(key)
                            .downloadStreamWithResponse(
                                    new BlobRange(offset, count),
                                    new DownloadRetryOptions().setMaxRetryRequests(0),
                                    null,
                                    false));
            String got = String.valueOf(answer.getDeserializedHeaders().getContentRange());
            FluxStream body = new FluxStream(answer.getValue());
            if (!got.startsWith("bytes " + offset + "-" + (offset + count - 1) + "/")) {
                body.abort();
                throw ByteRange.shorter(key);
            }
            return new Answer(body, body::abort);
        } catch (IOException e) {
            if (AzureFailures.is(e, BlobErrorCode.INVALID_RANGE)) {
                throw (EOFException) ByteRange.shorter(key).initCause(e);
            }
            throw e;
        }
    }

    @Override
    public Map<String, IOException> delete(List<String> keys) {
        Map<String, IOException> failures = new ConcurrentHashMap<>();
        try {
            Together.run(keys.stream()
                    .<Callable<String>>map(key -> () -> {
                        try {
                            AzureFailures.await(key, blob(key).deleteIfExists());
                        } catch (IOException e) {
                            failures.put(key, e);
                        }
                        return key;
                    })
                    .toList());
        } catch (IOException e) {
            keys.forEach(key -> failures.putIfAbsent(key, e));
        }
        return failures;
    }

    @Override
    public void list(String folder, Consumer<Listed> found) throws IOException {
        try {
            client.listBlobs(new ListBlobsOptions().setPrefix(prefix + folder))
                    .toIterable()
                    .forEach(blob -> found.accept(new Listed(
                            blob.getName().substring(prefix.length()),
                            blob.getProperties().getContentLength(),
                            blob.getProperties().getLastModified().toInstant())));
        } catch (RuntimeException e) {
            throw AzureFailures.failure(folder, e);
        }
    }

    /** A blob keeps its blocks in its copy. */
    @Override
    public void copy(String source, long length, String target) throws IOException {
        begin(source, target);
        BlobProperties copied = properties(target);
        long deadline = System.nanoTime() + LONGEST_COPY.toNanos();
        while (copied.getCopyStatus() == CopyStatusType.PENDING && System.nanoTime() < deadline) {
            pause();
            copied = properties(target);
        }
        if (copied.getCopyStatus() != CopyStatusType.SUCCESS) {
            throw new IOException("Input/output error: the object store did not copy " + source + " ("
                    + copied.getCopyStatus() + " " + copied.getCopyStatusDescription() + ")");
        }
        if (copied.getBlobSize() != length) {
            delete(target);
            throw new EOFException("Input/output error: " + target + " has " + copied.getBlobSize()
                    + " bytes in the object store in place of " + length);
        }
    }

    /** A repeated request finds the copy of the first one under way when its answer was lost. */
    private void begin(String source, String target) throws IOException {
        try {
            AzureFailures.await(
                    source,
                    blob(target)
                            .beginCopy(new BlobBeginCopyOptions(blob(source).getBlobUrl()).setPollInterval(FIRST_POLL))
                            .next());
        } catch (IOException e) {
            if (!AzureFailures.is(e, BlobErrorCode.PENDING_COPY_OPERATION)) {
                throw e;
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
