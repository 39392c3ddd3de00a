package dev.portcullis.blob.gcs;

import com.google.auth.ServiceAccountSigner;
import com.google.auth.oauth2.GoogleCredentials;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.remote.SegmentedBlobStore;
import dev.portcullis.blob.remote.Segments;
import dev.portcullis.blob.remote.Together;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/** The store in a bucket of Google's; {@code package-info} tells of it. */
public final class GcsBlobStore extends SegmentedBlobStore {
    private static final Logger LOG = Logger.getLogger(GcsBlobStore.class);

    /** The most objects that one request composes. */
    private static final int COMPOSED_AT_ONCE = 32;

    private final GcsBucket bucket;
    private final GcsSettings settings;
    private final GoogleCredentials credentials;

    /** @param scratch a folder for the segment that each upload is at, 128 MiB at most */
    public GcsBlobStore(GcsSettings settings, Path scratch) throws IOException {
        this(settings, scratch, Segments.USUAL);
    }

    /** @param segments how uploads are cut; the same on every node for as long as there are uploads */
    public GcsBlobStore(GcsSettings settings, Path scratch, Segments segments) throws IOException {
        this(settings, GcsConnection.credentials(settings), scratch, segments);
    }

    private GcsBlobStore(GcsSettings settings, GoogleCredentials credentials, Path scratch, Segments segments)
            throws IOException {
        this(
                settings,
                credentials,
                new GcsBucket(GcsConnection.client(settings, credentials), settings),
                scratch,
                segments);
    }

    private GcsBlobStore(
            GcsSettings settings, GoogleCredentials credentials, GcsBucket bucket, Path scratch, Segments segments)
            throws IOException {
        super(bucket, segments, scratch);
        this.bucket = bucket;
        this.settings = settings;
        this.credentials = credentials;
    }

    /** In layers of {@value #COMPOSED_AT_ONCE}. What lies between is swept with the upload, should this be killed. */
    @Override
    protected void join(List<Segment> parts, String target) throws IOException {
        String first = parts.getFirst().key();
        String between = first.substring(0, first.lastIndexOf('/') + 1) + "joined." + UUID.randomUUID() + ".";
        List<String> made = new ArrayList<>();
        try {
            List<Segment> layer = parts;
            while (layer.size() > COMPOSED_AT_ONCE) {
                layer = composed(layer, between + made.size() + ".");
                layer.forEach(one -> made.add(one.key()));
            }
            compose(layer, target);
        } finally {
            bucket.delete(made).forEach((key, failure) -> LOG.warnf("%s could not be deleted: %s", key, failure));
        }
    }

    private List<Segment> composed(List<Segment> layer, String between) throws IOException {
        List<Callable<Segment>> calls = new ArrayList<>();
        for (int from = 0; from < layer.size(); from += COMPOSED_AT_ONCE) {
            List<Segment> some = layer.subList(from, Math.min(layer.size(), from + COMPOSED_AT_ONCE));
            String key = between + from;
            calls.add(() -> compose(some, key));
        }
        return Together.run(calls);
    }

    private Segment compose(List<Segment> some, String target) throws IOException {
        long length = some.stream().mapToLong(Segment::bytes).sum();
        bucket.compose(some.stream().map(Segment::key).toList(), length, target);
        return new Segment(target, length);
    }

    /** Empty where the credentials cannot sign. */
    @Override
    public Optional<URI> presigned(String objectKey, Duration validity, String contentType) throws IOException {
        String key = bucket.full(ObjectKey.requireKey(objectKey));
        if (!(credentials instanceof ServiceAccountSigner signer)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SignedAddress(settings.address(), settings.bucket(), key, contentType, validity)
                    .by(signer, Instant.now()));
        } catch (RuntimeException e) {
            throw GcsRequests.failure(objectKey, e);
        }
    }
}
