package dev.portcullis.blob.remote;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of an object. An answer that breaks off is asked for again from the byte reached. It
 * ends after just so many bytes, or with an exception, and never earlier as if that were all.
 */
public final class RangeStream extends InputStream {
    /** In a row, without a byte between them. */
    private static final int MOST_FAILURES = 5;

    private static final long FIRST_PAUSE_MILLIS = 100;

    private final RemoteObjects objects;
    private final String key;
    private long place;
    private long left;
    private int failures;
    private @Nullable Answer answer;

    public RangeStream(RemoteObjects objects, String key, long offset, long count) {
        this.objects = objects;
        this.key = key;
        this.place = offset;
        this.left = count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        if (left == 0) {
            finish();
            return -1;
        }
        while (true) {
            Answer from = answer == null ? open() : answer;
            try {
                int n = from.read(bytes, offset, (int) Math.min(count, left));
                if (n < 0) {
                    throw new IOException("the answer ended " + left + " bytes early");
                }
                place += n;
                left -= n;
                failures = n > 0 ? 0 : failures;
                return n;
            } catch (IOException | RuntimeException e) {
                pauseAfter(e);
            }
        }
    }

    /** Sends the request now, so that its failure can still be told as one. */
    RangeStream opened() throws IOException {
        if (left > 0) {
            open();
        }
        return this;
    }

    private Answer open() throws IOException {
        Answer from = objects.get(key, place, left);
        answer = from;
        return from;
    }

    private void pauseAfter(Exception failure) throws IOException {
        abort();
        if (++failures == MOST_FAILURES || Thread.currentThread().isInterrupted()) {
            throw new IOException("Input/output error: " + key + " broke off at byte " + place, failure);
        }
        long most = FIRST_PAUSE_MILLIS << failures;
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The connection is good for the next request only when its answer was read to the end. */
    private void finish() throws IOException {
        Answer from = answer;
        answer = null;
        if (from != null) {
            from.close();
        }
    }

    private void abort() {
        Answer from = answer;
        answer = null;
        if (from != null) {
            from.abort();
        }
    }

    @Override
    public void close() throws IOException {
        if (left == 0) {
            finish();
        } else {
            abort();
        }
    }
}
