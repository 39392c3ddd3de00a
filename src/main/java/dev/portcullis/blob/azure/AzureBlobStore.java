package dev.portcullis.blob.azure;

import com.azure.storage.blob.BlobAsyncClient;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.sas.SasProtocol;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.PartialContent;
import dev.portcullis.blob.remote.RangeStream;
import dev.portcullis.blob.remote.RemoteBlobStore;
import dev.portcullis.blob.remote.Scratch;
import dev.portcullis.blob.remote.Segments;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The store in a container; {@code package-info} tells of it. */
public final class AzureBlobStore extends RemoteBlobStore {
    private static final Logger LOG = Logger.getLogger(AzureBlobStore.class);
    private static final String SHORT = "partial content is shorter than its row says";

    private final Container container;
    private final Segments segments;
    private final Path scratch;

    /** What a request has written and not synced, until it is promoted or given up a moment later. */
    private final Map<String, BlockWriter> unsent = new ConcurrentHashMap<>();

    /** @param scratch a folder for the block that each upload is at, 128 MiB at most */
    public AzureBlobStore(AzureSettings settings, Path scratch) throws IOException {
        this(settings, scratch, Segments.USUAL);
    }

    /** @param segments how long each block is; the same on every node for as long as there are uploads */
    public AzureBlobStore(AzureSettings settings, Path scratch, Segments segments) throws IOException {
        this(new Container(settings), scratch, segments);
    }

    private AzureBlobStore(Container container, Path scratch, Segments segments) throws IOException {
        super(container);
        this.container = container;
        this.segments = segments;
        this.scratch = Files.createDirectories(scratch);
    }

    private static String upload(String partial) {
        return UPLOADS + ObjectKey.requirePlain(partial);
    }

    @Override
    public PartialContent openPartial(String name, long offset) throws IOException {
        String key = upload(name);
        flush(name);
        List<String> full = new ArrayList<>();
        long stored = 0;
        if (offset > 0) {
            int before = segments.indexOf(offset);
            for (Block block : blocks(key)) {
                if (full.size() < before) {
                    requireFull(block, full.size());
                    full.add(block.getName());
                }
                stored += block.getSizeLong();
            }
        }
        if (stored < offset) {
            throw new EOFException(SHORT);
        }
        return new BlockWriter(
                container,
                segments,
                key,
                full,
                refilled(key, segments.start(full.size()), offset),
                offset > 0,
                stored > offset,
                writer -> unsent.put(name, writer));
    }

    private List<Block> blocks(String key) throws IOException {
        try {
            return container.committed(key);
        } catch (NoSuchFileException e) {
            throw (EOFException) new EOFException(SHORT).initCause(e);
        }
    }

    /** All but the last block of an upload are full; another writer of other software would be noticed here. */
    private void requireFull(Block block, int index) throws IOException {
        if (block.getSizeLong() != segments.bytes(index, Long.MAX_VALUE)) {
            throw new EOFException("partial content is cut otherwise than this server does it, at block " + index);
        }
    }

    /** What stands between two places of an upload. */
    private Scratch refilled(String key, long from, long to) throws IOException {
        Scratch bytes = new Scratch(scratch);
        try (InputStream in = new RangeStream(container, key, from, to - from)) {
            bytes.append(in);
            return bytes;
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /** Commits what was written and not synced. */
    private void flush(String name) throws IOException {
        try (BlockWriter writer = unsent.remove(name)) {
            if (writer != null) {
                writer.sync();
            }
        }
    }

    @Override
    public InputStream readPartial(String name, long length) throws IOException {
        String key = upload(name);
        flush(name);
        return new RangeStream(container, key, 0, length);
    }

    @Override
    public boolean holdsPartial(String name, long length) throws IOException {
        String key = upload(name);
        return length == 0 || container.length(key) >= length;
    }

    /** The copy has the same blocks, and is cut where it should end. */
    @Override
    public void copyPartial(String from, String to, long length) throws IOException {
        String target = upload(to);
        String source = upload(from);
        flush(from);
        long stored = container.length(source);
        if (stored < length) {
            throw new EOFException(SHORT);
        }
        if (length > 0) {
            container.copy(source, stored, target);
            try (PartialContent cut = openPartial(to, length)) {
                cut.sync();
            }
        }
    }

    @Override
    public void discardPartial(String name) throws IOException {
        String key = upload(name);
        BlockWriter writer = unsent.remove(name);
        if (writer != null) {
            writer.forget();
        }
        container.delete(key);
    }

    /** Content of less than one block that the store has not seen becomes the object with one request. */
    @Override
    public void promote(String partial, long length, String objectKey) throws IOException {
        String target = ObjectKey.requireKey(objectKey);
        String key = upload(partial);
        BlockWriter writer = unsent.remove(partial);
        if (writer == null) {
            become(target, key, length);
            forget(key);
            return;
        }
        try {
            if (writer.length() != length) {
                throw new EOFException("partial content has another length than was received");
            }
            if (writer.isOneRequest()) {
                container.put(target, writer.scratch());
            } else {
                writer.sync();
                become(target, key, length);
            }
            if (writer.isThere()) {
                forget(key);
            }
        } finally {
            writer.forget();
        }
    }

    private void become(String target, String key, long length) throws IOException {
        if (length == 0) {
            container.put(target, new byte[0]);
        } else {
            container.copy(key, length, target);
        }
    }

    /** The object is there; what cannot be deleted now is swept as content of no upload. */
    private void forget(String key) {
        try {
            container.delete(key);
        } catch (IOException e) {
            LOG.warnf("%s could not be deleted: %s", key, e);
        }
    }

    @Override
    public Optional<URI> presigned(String objectKey, Duration validity, String contentType) throws IOException {
        BlobAsyncClient blob = container.blob(ObjectKey.requireKey(objectKey));
        BlobServiceSasSignatureValues wish = new BlobServiceSasSignatureValues(
                        OffsetDateTime.now(ZoneOffset.UTC).plus(validity),
                        new BlobSasPermission().setReadPermission(true))
                .setContentType(contentType)
                .setContentDisposition("attachment");
        if (blob.getBlobUrl().startsWith("https:")) {
            wish.setProtocol(SasProtocol.HTTPS_ONLY);
        }
        try {
            return Optional.of(URI.create(blob.getBlobUrl() + "?" + blob.generateSas(wish)));
        } catch (RuntimeException e) {
            throw AzureFailures.failure(objectKey, e);
        }
    }
}
