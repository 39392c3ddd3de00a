package dev.portcullis.blob;

import dev.portcullis.error.Causes;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Receives blobs: streamed once through the hash, written beside, verified, synced, and put in their place. Sessions
 * are rows, so any node goes on where another stopped. Nothing here makes a blob visible: see
 * {@code repository.BlobLinks}.
 */
@Singleton
public class Uploads {
    private static final long PROLONG_EVERY_NANOS = UploadRows.CLAIM.toNanos() / 3;

    /** A request that still writes has touched its partial content much more recently than that. */
    private static final Duration ORPHAN_AGE = Duration.ofHours(1);

    private final UploadRows rows;
    private final BlobStore store;
    private final StorageConfig config;
    private final RunningHashes hashes = new RunningHashes();

    Uploads(UploadRows rows, BlobStore store, StorageConfig config) {
        this.rows = rows;
        this.store = store;
        this.config = config;
    }

    /** Opens a session for one repository and one account (end-4a). */
    public UploadSession start(long repositoryId, @Nullable Long accountId) {
        return start(repositoryId, accountId, null);
    }

    /**
     * As {@link #start(long, Long)}.
     *
     * @param openedBy the id of the bearer token in use: it may finish this upload even when it has expired meanwhile
     */
    public UploadSession start(long repositoryId, @Nullable Long accountId, @Nullable String openedBy) {
        UUID id = UUID.randomUUID();
        UploadSession session = new UploadSession(id, repositoryId, accountId, 0, id.toString());
        rows.insert(session, openedBy);
        return session;
    }

    /**
     * The session, if it belongs to that repository and account; otherwise {@link ErrorCode#BLOB_UPLOAD_UNKNOWN}, so
     * that a foreign one looks like none.
     */
    public UploadSession find(String id, long repositoryId, @Nullable Long accountId) {
        UploadSession session = rows.find(parse(id))
                .filter(s -> s.repositoryId() == repositoryId && Objects.equals(s.accountId(), accountId))
                .orElseThrow(() -> new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN));
        requireContent(session);
        return session;
    }

    /**
     * A crash between the move of an object and the row that names it leaves a session without its content. It is over
     * then: to tell its offset would be untrue. Its row stays for the sweeper: another request may be about to name the
     * object just now, and its row is that one's to end.
     */
    private void requireContent(UploadSession session) {
        try {
            if (session.received() > 0 && !store.holdsPartial(session.partial(), session.received())) {
                throw new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN);
            }
        } catch (IOException e) {
            throw Causes.storage(e);
        }
    }

    /**
     * Appends a chunk (end-5) and tells the session as it stands then. {@code from} is the first byte's place when the
     * client told it, else -1. A broken body keeps what came: what is recorded is always synced.
     */
    public UploadSession append(UploadSession session, long from, InputStream body) {
        requirePlace(session, from);
        UUID writer = UUID.randomUUID();
        UploadSession claimed = claim(session, writer);
        MessageDigest hash = hashes.take(claimed.id(), claimed.received());
        try {
            return new Claim(claimed, writer, hash).append(body);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Ends a session with a last chunk, possibly empty (end-6): verifies the digest and puts the object in its place.
     * The caller writes the row that names it, which also ends the session, or else calls {@link #discard}.
     */
    public Placed commit(UploadSession session, long from, Digest digest, InputStream body) {
        requirePlace(session, from);
        if (session.received() == 0) {
            return receive(digest, body, session.id());
        }
        UUID writer = UUID.randomUUID();
        UploadSession claimed = claim(session, writer);
        MessageDigest hash = hashes.take(claimed.id(), claimed.received());
        try {
            Claim claim = new Claim(claimed, writer, hash);
            long received = claim.appendKeepingClaim(body);
            Digest actual = hash != null && digest.algorithm() == Digest.Algorithm.SHA256
                    ? Digest.finish(digest.algorithm(), hash.digest())
                    : readAgain(claimed.partial(), received, digest.algorithm());
            if (!actual.equals(digest)) {
                cancel(claimed);
                throw wrongDigest(digest, actual);
            }
            String key = ObjectKey.fresh(digest);
            store.promote(claimed.partial(), received, key);
            return new Placed(digest, received, key, claimed.id(), writer);
        } catch (BrokenBodyException e) {
            throw failure(e); // what came is recorded, and the session goes on from there
        } catch (IOException e) {
            cancel(claimed);
            throw Causes.storage(e);
        }
    }

    /** Receives a whole blob in one request (end-4b, or POST then PUT). Its digest is known from the beginning. */
    public Placed receive(Digest digest, InputStream body, @Nullable UUID upload) {
        String partial = UUID.randomUUID() + ".whole";
        try {
            MessageDigest hash = digest.algorithm().newHash();
            long received;
            try (PartialContent content = store.openPartial(partial, 0)) {
                received = new Intake(body, config.maxBlobSize().asLongValue()).into(content, 0, hash, () -> true);
                Digest actual = Digest.finish(digest.algorithm(), hash.digest());
                if (!actual.equals(digest)) {
                    throw wrongDigest(digest, actual);
                }
            }
            String key = ObjectKey.fresh(digest);
            store.promote(partial, received, key);
            return new Placed(digest, received, key, upload, null);
        } catch (IOException e) {
            discardPartial(partial);
            throw failure(e);
        } catch (RuntimeException e) {
            discardPartial(partial);
            throw e;
        }
    }

    /** Ends a session without a result (end-14). */
    public void cancel(UploadSession session) {
        rows.delete(session.id()).ifPresent(gone -> discardPartial(gone.partial()));
        hashes.forget(session.id());
    }

    /**
     * Gives up sessions without activity for longer than the TTL, and removes partial content that no session uses any
     * more: a crash leaves such.
     *
     * @return how many were given up or removed
     */
    public int sweep() {
        int swept = 0;
        try {
            for (UploadSession idle : rows.deleteIdle(config.uploadTtl())) {
                store.discardPartial(idle.partial());
                swept++;
            }
            Instant old = Instant.now().minus(ORPHAN_AGE);
            List<String> quiet = store.partials().stream()
                    .filter(partial -> partial.modified().isBefore(old))
                    .map(BlobStore.Stored::name)
                    .toList();
            Set<String> used = Set.copyOf(rows.used(quiet));
            for (String orphan : quiet) {
                if (!used.contains(orphan)) {
                    store.discardPartial(orphan);
                    swept++;
                }
            }
        } catch (IOException e) {
            throw Causes.storage(e);
        }
        return swept;
    }

    /** Takes back an object that no row came to name. */
    public void discard(Placed placed) {
        try {
            store.delete(placed.objectKey());
        } catch (IOException e) {
            throw Causes.storage(e);
        }
    }

    private UploadSession claim(UploadSession session, UUID writer) {
        String fresh = session.id() + "." + writer;
        UploadSession claimed = rows.claim(session.id(), session.received(), writer, fresh)
                .orElseThrow(() -> outOfPlace(
                        rows.find(session.id()).orElseThrow(() -> new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN)),
                        "Another request is appending to this upload, or has just done so. Ask where it stands."));
        if (!claimed.partial().equals(session.partial())) {
            hashes.forget(session.id());
            try {
                store.copyPartial(session.partial(), claimed.partial(), claimed.received());
                store.discardPartial(session.partial());
            } catch (IOException e) {
                throw Causes.storage(e);
            }
        }
        return claimed;
    }

    private Digest readAgain(String partial, long length, Digest.Algorithm algorithm) throws IOException {
        MessageDigest hash = algorithm.newHash();
        byte[] buffer = new byte[Intake.BUFFER];
        try (InputStream in = store.readPartial(partial, length)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
            }
        }
        return Digest.finish(algorithm, hash.digest());
    }

    private void discardPartial(String partial) {
        try {
            store.discardPartial(partial);
        } catch (IOException e) {
            throw Causes.storage(e);
        }
    }

    /** A client that went away is no failure of ours. */
    private static RegistryException failure(IOException e) {
        return e instanceof BrokenBodyException
                ? new RegistryException(ErrorCode.SIZE_INVALID, "The body ended early. Ask where the upload stands.", e)
                : Causes.storage(e);
    }

    private static void requirePlace(UploadSession session, long from) {
        if (from >= 0 && from != session.received()) {
            throw outOfPlace(session, "The chunk does not begin where the upload stands.");
        }
    }

    private static RegistryException outOfPlace(UploadSession session, String sentence) {
        return new RegistryException(ErrorCode.RANGE_INVALID, sentence)
                .with("received", session.received())
                .header("Range", rangeOf(session.received()))
                .header("Docker-Upload-UUID", session.id().toString());
    }

    /** How an upload's state is told in a {@code Range} header; nothing and one byte look the same there. */
    public static String rangeOf(long received) {
        return "0-" + Math.max(0, received - 1);
    }

    private static RegistryException wrongDigest(Digest wanted, Digest actual) {
        return new RegistryException(
                        ErrorCode.DIGEST_INVALID, "The content has another digest than was announced. Send it again.")
                .with("announced", wanted.toString())
                .with("received", actual.toString());
    }

    private static UUID parse(String id) {
        try {
            UUID parsed = UUID.fromString(id);
            if (parsed.toString().equals(id)) {
                return parsed;
            }
        } catch (IllegalArgumentException e) {
            throw new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN, ErrorCode.BLOB_UPLOAD_UNKNOWN.sentence(), e);
        }
        throw new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN);
    }

    /** One request's right to append. */
    private final class Claim {
        private final UploadSession session;
        private final UUID writer;
        private final @Nullable MessageDigest hash;
        private long prolongedAt = System.nanoTime();

        Claim(UploadSession session, UUID writer, @Nullable MessageDigest hash) {
            this.session = session;
            this.writer = writer;
            this.hash = hash;
        }

        UploadSession append(InputStream body) throws IOException {
            long received = receiveBody(body, true);
            if (!rows.release(session.id(), writer, received)) {
                throw new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN);
            }
            hashes.keep(session.id(), received, hash);
            return new UploadSession(
                    session.id(), session.repositoryId(), session.accountId(), received, session.partial());
        }

        /** On success the claim stays, for the row that ends the session; on failure what came is recorded. */
        long appendKeepingClaim(InputStream body) throws IOException {
            return receiveBody(body, false);
        }

        private long receiveBody(InputStream body, boolean releasing) throws IOException {
            Intake intake = new Intake(body, config.maxBlobSize().asLongValue());
            try (PartialContent content = store.openPartial(session.partial(), session.received())) {
                long received;
                try {
                    received = intake.into(content, session.received(), hash, this::stillMine);
                } catch (BrokenBodyException e) {
                    content.sync();
                    rows.release(session.id(), writer, e.received());
                    hashes.keep(session.id(), e.received(), hash);
                    throw e;
                }
                if (releasing) {
                    content.sync();
                }
                return received;
            } catch (RegistryException e) {
                rows.release(session.id(), writer, session.received());
                throw e;
            } catch (BrokenBodyException e) {
                throw e;
            } catch (IOException e) {
                cancel(session);
                throw e;
            }
        }

        private boolean stillMine() {
            long now = System.nanoTime();
            if (now - prolongedAt < PROLONG_EVERY_NANOS) {
                return true;
            }
            if (now - prolongedAt > UploadRows.CLAIM.toNanos() || !rows.prolong(session.id(), writer)) {
                return false;
            }
            prolongedAt = now;
            return true;
        }
    }
}
