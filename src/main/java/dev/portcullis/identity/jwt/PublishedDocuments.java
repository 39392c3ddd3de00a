package dev.portcullis.identity.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.egress.EgressClient;
import dev.portcullis.egress.EgressException;
import dev.portcullis.egress.EgressRequest;
import dev.portcullis.egress.EgressResponse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What issuers publish about themselves: their metadata and their keys. Remembered, so that an issuer is asked every ten
 * minutes and not at each sign-in, and so that sign-in goes on for a day when only its pages for this are down.
 */
@Singleton
public final class PublishedDocuments {
    private static final Duration REFRESH = Duration.ofMinutes(10);
    /** A key that nobody could withdraw for longer than this would be a risk of its own. */
    private static final Duration KEEP = Duration.ofDays(1);
    /** How often a document is asked for again before its time at most, so that forged key ids cost nothing (REL-36). */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);
    /** How long a failure is told again without asking, so that those who wait do not each wait for a time-out. */
    private static final Duration REST = Duration.ofSeconds(5);

    private static final int MAX_REMEMBERED = 1000;

    private record Key(URI uri, @Nullable String caBundle) {}

    private final EgressClient egress;
    private final LongSupplier nanoClock;
    private final Cache<Key, Document> documents =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

    @Inject
    public PublishedDocuments(EgressClient egress) {
        this(egress, System::nanoTime);
    }

    PublishedDocuments(EgressClient egress, LongSupplier nanoClock) {
        this.egress = egress;
        this.nanoClock = nanoClock;
    }

    /** The document, at most ten minutes old while its issuer answers. */
    public String get(URI uri, @Nullable String caBundle) throws EgressException {
        return document(uri, caBundle).get();
    }

    /** The document as it is now; asked for out of turn like this once a minute at most. */
    public String getAgain(URI uri, @Nullable String caBundle) throws EgressException {
        return document(uri, caBundle).getAgain();
    }

    /** The document, at most this old; what was read before does not stand in for it when its issuer is silent. */
    public String getFresh(URI uri, @Nullable String caBundle, Duration maxAge) throws EgressException {
        return document(uri, caBundle).getFresh(maxAge);
    }

    private Document document(URI uri, @Nullable String caBundle) {
        return documents.get(new Key(uri, caBundle), Document::new);
    }

    private final class Document {
        private final Key key;
        private @Nullable String text;
        private @Nullable EgressException failure;
        private long readAt;
        private long failedAt;
        private @Nullable Long askedAgainAt;

        Document(Key key) {
            this.key = key;
        }

        synchronized String get() throws EgressException {
            return text != null && isYounger(readAt, REFRESH) ? text : askOrKeep();
        }

        synchronized String getAgain() throws EgressException {
            Long before = askedAgainAt;
            if (text != null && before != null && isYounger(before, ASK_AGAIN)) {
                return text;
            }
            askedAgainAt = nanoClock.getAsLong();
            return askOrKeep();
        }

        synchronized String getFresh(Duration maxAge) throws EgressException {
            return text != null && isYounger(readAt, maxAge) ? text : ask();
        }

        /** What was read before stands in for a day when its issuer is silent. */
        private String askOrKeep() throws EgressException {
            try {
                return ask();
            } catch (EgressException e) {
                if (text != null && isYounger(readAt, KEEP)) {
                    return text;
                }
                throw e;
            }
        }

        private String ask() throws EgressException {
            if (failure != null && isYounger(failedAt, REST)) {
                throw failure;
            }
            try {
                EgressResponse response = egress.send(EgressRequest.get(key.uri(), key.caBundle()));
                if (response.status() != 200) {
                    throw EgressException.badAnswer(key.uri(), response.status());
                }
                text = response.body();
                failure = null;
                readAt = nanoClock.getAsLong();
                return response.body();
            } catch (EgressException e) {
                failure = e;
                failedAt = nanoClock.getAsLong();
                throw e;
            }
        }

        private boolean isYounger(long since, Duration age) {
            return nanoClock.getAsLong() - since < age.toNanos();
        }
    }
}
