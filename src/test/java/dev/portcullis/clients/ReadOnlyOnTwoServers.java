package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** A setting that one server is told is felt by another within a second. */
final class ReadOnlyOnTwoServers {
    private static final Duration BOUND = Duration.ofSeconds(1);

    private ReadOnlyOnTwoServers() {}

    /** Tells how long the slower of both ways took. */
    static Duration check(int here, int there, String password) {
        Api one = Api.as(here, "admin", password);
        Api other = Api.as(there, "admin", password);
        String push = "/v2/admin/settings/blobs/uploads/";
        Duration slowest = Duration.ZERO;
        for (boolean readOnly : new boolean[] {true, false}) {
            assertThat(other.send("POST", push, "").statusCode()).isEqualTo(readOnly ? 202 : 403);
            one.succeeds("PUT", "/api/v1/settings/general", "{\"value\":{\"readOnly\":" + readOnly + "}}");
            long set = System.nanoTime();
            while (other.send("POST", push, "").statusCode() != (readOnly ? 403 : 202)) {
                assertThat(Duration.ofNanos(System.nanoTime() - set))
                        .as("since one server was told")
                        .isLessThan(BOUND);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - set);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
        }
        return slowest;
    }
}
