package dev.portcullis.blob.gcs;

import com.google.api.client.http.AbstractInputStreamContent;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.ComposeRequest;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.RewriteResponse;
import com.google.api.services.storage.model.StorageObject;
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
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The requests to one bucket, below one prefix. */
final class GcsBucket implements RemoteObjects {
    private static final String BYTES = "application/octet-stream";

    private final Storage client;
    private final String name;
    private final String prefix;

    GcsBucket(Storage client, GcsSettings settings) {
        this.client = client;
        this.name = settings.bucket();
        this.prefix = settings.prefix().isEmpty() ? "" : settings.prefix() + "/";
    }

    String full(String key) {
        return prefix + key;
    }

    /** The store compares their MD5. */
    @Override
    public void put(String key, Scratch bytes) throws IOException {
        put(key, new ScratchContent(bytes), bytes.length(), md5(bytes.read()));
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        put(key, new ByteArrayContent(BYTES, bytes), bytes.length, md5(new ByteArrayInputStream(bytes)));
    }

    private void put(String key, AbstractInputStreamContent body, long length, String md5) throws IOException {
        StorageObject written = GcsRequests.sendToBucket(key, () -> {
            Storage.Objects.Insert insert = client.objects()
                    .insert(name, new StorageObject().setName(full(key)).setMd5Hash(md5), body);
            insert.setFields("size,md5Hash").getMediaHttpUploader().setDirectUploadEnabled(true);
            return insert.execute();
        });
        if (written.getSize().longValue() != length || !md5.equals(written.getMd5Hash())) {
            throw new IOException("Input/output error: the object store has other bytes than were sent for " + key);
        }
    }

    private static String md5(InputStream bytes) throws IOException {
        return Base64.getEncoder().encodeToString(Checksums.of("MD5", bytes));
    }

    @Override
    public long length(String key) throws IOException {
        try {
            return GcsRequests.send(
                            key,
                            () -> client.objects()
                                    .get(name, full(key))
                                    .setFields("size")
                                    .execute())
                    .getSize()
                    .longValue();
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    @Override
    public Answer get(String key, long offset, long count) throws IOException {
        ByteRange range = new ByteRange(offset, count);
        HttpResponse answer;
        try {
            answer = GcsRequests.send(key, () -> {
                Storage.Objects.Get get = client.objects().get(name, full(key));
                get.getRequestHeaders().setRange(range.header()).setAcceptEncoding("identity");
                return get.executeMedia();
            });
        } catch (IOException e) {
            if (e.getCause() instanceof HttpResponseException refused && refused.getStatusCode() == 416) {
                throw (EOFException) ByteRange.shorter(key).initCause(e);
            }
            throw e;
        }
        range.require(String.valueOf(answer.getHeaders().getContentRange()), key, () -> abort(answer));
        return new Answer(answer.getContent(), () -> abort(answer));
    }

    private static void abort(HttpResponse answer) {
        try {
            answer.disconnect();
        } catch (IOException e) {
            // it is gone
        }
    }

    @Override
    public Map<String, IOException> delete(List<String> keys) {
        Map<String, IOException> failures = new ConcurrentHashMap<>();
        try {
            Together.run(keys.stream()
                    .<Callable<String>>map(key -> () -> {
                        deleteOne(key, failures);
                        return key;
                    })
                    .toList());
        } catch (IOException e) {
            keys.forEach(key -> failures.putIfAbsent(key, e));
        }
        return failures;
    }

    private void deleteOne(String key, Map<String, IOException> failures) {
        try {
            GcsRequests.send(key, () -> {
                client.objects().delete(name, full(key)).execute();
                return key;
            });
        } catch (NoSuchFileException e) {
            // deleted by another, or by a try whose answer was lost
        } catch (IOException e) {
            failures.put(key, e);
        }
    }

    @Override
    public void list(String folder, Consumer<Listed> found) throws IOException {
        String token = null;
        do {
            Objects page = page(folder, token);
            if (page.getItems() != null) {
                for (StorageObject object : page.getItems()) {
                    found.accept(new Listed(
                            object.getName().substring(prefix.length()),
                            object.getSize().longValue(),
                            Instant.ofEpochMilli(object.getUpdated().getValue())));
                }
            }
            token = page.getNextPageToken();
        } while (token != null && !token.isEmpty());
    }

    private Objects page(String folder, @Nullable String token) throws IOException {
        return GcsRequests.send(
                folder,
                () -> client.objects()
                        .list(name)
                        .setPrefix(full(folder))
                        .setPageToken(token)
                        .setFields("nextPageToken,items(name,size,updated)")
                        .execute());
    }

    /** Within one bucket it is done at once; else it takes several requests. */
    @Override
    public void copy(String source, long length, String target) throws IOException {
        String token = null;
        do {
            token = rewrite(source, target, token);
        } while (token != null);
        require(target, length);
    }

    private @Nullable String rewrite(String source, String target, @Nullable String token) throws IOException {
        RewriteResponse answer = GcsRequests.send(
                source,
                () -> client.objects()
                        .rewrite(name, full(source), name, full(target), new StorageObject())
                        .setRewriteToken(token)
                        .execute());
        return Boolean.TRUE.equals(answer.getDone()) ? null : answer.getRewriteToken();
    }

    /** Makes one object of a few whole ones, which stay. */
    void compose(List<String> sources, long length, String target) throws IOException {
        ComposeRequest wish = new ComposeRequest()
                .setDestination(new StorageObject().setContentType(BYTES))
                .setSourceObjects(sources.stream()
                        .map(source -> new ComposeRequest.SourceObjects().setName(full(source)))
                        .toList());
        GcsRequests.send(
                target, () -> client.objects().compose(name, full(target), wish).execute());
        require(target, length);
    }

    /** The store's own word for it, after the fact. */
    private void require(String target, long length) throws IOException {
        long found = length(target);
        if (found != length) {
            if (found >= 0) {
                delete(target);
            }
            throw new EOFException("Input/output error: " + target + " has " + found + " bytes in the object store in"
                    + " place of " + length);
        }
    }

    /** Read anew for each try. */
    private static final class ScratchContent extends AbstractInputStreamContent {
        private final Scratch bytes;

        ScratchContent(Scratch bytes) {
            super(BYTES);
            this.bytes = bytes;
        }

        @Override
        public InputStream getInputStream() {
            return bytes.read();
        }

        @Override
        public long getLength() {
            return bytes.length();
        }

        @Override
        public boolean retrySupported() {
            return true;
        }
    }
}
