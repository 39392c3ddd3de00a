package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.S3Proxy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As {@link ThreeServersTest}, with the bytes in a bucket: an upload is resumed by whichever server comes next. */
@Tag("full")
class ThreeServersOnABucketTest {
    private static S3Proxy bucket;
    private static ThreeServers three;

    @BeforeAll
    static void start() throws IOException {
        bucket = new S3Proxy();
        three = new ThreeServers(
                "three-s3",
                Map.of(
                        "PORTCULLIS_STORAGE_KIND",
                        "s3",
                        "PORTCULLIS_STORAGE_S3_BUCKET",
                        S3Proxy.BUCKET,
                        "PORTCULLIS_STORAGE_S3_ENDPOINT",
                        bucket.endpoint(),
                        "PORTCULLIS_STORAGE_S3_PATH_STYLE",
                        "true",
                        "PORTCULLIS_STORAGE_S3_ACCESS_KEY",
                        S3Proxy.ACCESS_KEY,
                        "PORTCULLIS_STORAGE_S3_SECRET_KEY",
                        S3Proxy.SECRET_KEY));
    }

    @AfterAll
    static void stop() {
        three.close();
        bucket.close();
    }

    @Test
    void eachRequestMayFindAnotherServerAndOneMayStop() throws Exception {
        assertThat(three.push("p", 6, 10, () -> true)).isEmpty();
        AtomicBoolean going = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<List<String>> load = threads.submit(() -> three.push("stop", 4, 100_000, going::get));
            try {
                Thread.sleep(1_000);
                assertThat(three.get(1).stop()).isZero();
                three.startAgain(1);
                Thread.sleep(1_000);
            } finally {
                going.set(false);
            }
            assertThat(load.get()).isEmpty();
        }
    }

    @Test
    void aThousandPushes() throws Exception {
        long began = System.nanoTime();
        assertThat(three.push("thousand", 10, 100, () -> true)).isEmpty();
        System.out.printf(
                "ThreeServersOnABucketTest: 1,000 pushes in two chunks, read back, 0 failures, %d s%n",
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
    }
}
