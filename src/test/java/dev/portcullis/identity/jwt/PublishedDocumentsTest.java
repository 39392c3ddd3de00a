package dev.portcullis.identity.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.egress.EgressClient;
import dev.portcullis.egress.EgressException;
import dev.portcullis.testing.TestIssuer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often an issuer is asked, with a clock of the test's own (REL-36). */
class PublishedDocumentsTest {
    private final TestIssuer issuer = new TestIssuer();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final PublishedDocuments documents =
            new PublishedDocuments(new EgressClient(Optional.of(List.of("http://localhost"))), nanos::get);
    private final URI uri = URI.create(issuer.issuer() + "/document");
    private volatile boolean down;

    PublishedDocumentsTest() {
        issuer.server().createContext("/document", exchange -> {
            int number = asked.incrementAndGet();
            TestIssuer.answer(exchange, down ? 500 : 200, "document " + number);
        });
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void documentIsAskedForEveryTenMinutes() throws EgressException {
        assertThat(documents.get(uri, null)).isEqualTo("document 1");
        pass(Duration.ofMinutes(9));
        assertThat(documents.get(uri, null)).isEqualTo("document 1");
        pass(Duration.ofMinutes(2));
        assertThat(documents.get(uri, null)).isEqualTo("document 2");
    }

    @Test
    void outOfTurnItIsAskedForOnceAMinute() throws EgressException {
        documents.get(uri, null);
        assertThat(documents.getAgain(uri, null)).isEqualTo("document 2");
        assertThat(documents.getAgain(uri, null)).isEqualTo("document 2");
        pass(Duration.ofSeconds(61));
        assertThat(documents.getAgain(uri, null)).isEqualTo("document 3");
    }

    @Test
    void silentIssuersDocumentIsGoodForADay() throws EgressException {
        documents.get(uri, null);
        down = true;
        pass(Duration.ofHours(23));
        assertThat(documents.get(uri, null)).isEqualTo("document 1");
        assertThat(documents.getAgain(uri, null)).isEqualTo("document 1");
        assertThatThrownBy(() -> documents.getFresh(uri, null, Duration.ofSeconds(10)))
                .isInstanceOf(EgressException.class);
        pass(Duration.ofHours(2));
        assertThatThrownBy(() -> documents.get(uri, null)).isInstanceOf(EgressException.class);
    }

    @Test
    void failureIsToldAgainWithoutAsking() {
        down = true;
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> documents.get(uri, null)).isInstanceOf(EgressException.class);
        }
        assertThat(asked).hasValue(1);
        pass(Duration.ofSeconds(6));
        assertThatThrownBy(() -> documents.get(uri, null)).isInstanceOf(EgressException.class);
        assertThat(asked).hasValue(2);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
