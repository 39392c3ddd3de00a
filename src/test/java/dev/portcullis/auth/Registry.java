package dev.portcullis.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** What clients ask, for the tests of this package. */
final class Registry {
    private Registry() {}

    /** A token for these scopes; the answer must be 200. */
    static String token(Caller caller, String... scopes) {
        return as(caller)
                .queryParam("scope", (Object[]) scopes)
                .get("/auth/token")
                .then()
                .statusCode(200)
                .extract()
                .path("token");
    }

    /** A request with name and password, or with nothing for nobody. */
    static RequestSpecification as(Caller caller) {
        return caller instanceof Caller.SignedIn in
                ? given().auth().preemptive().basic(in.name(), Rights.PASSWORD)
                : given();
    }

    static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    /** Everything that a client can see of an answer, without what differs each time. */
    static String visible(Response answer) {
        Map<String, String> headers = new TreeMap<>();
        answer.headers().forEach(h -> headers.put(h.getName().toLowerCase(java.util.Locale.ROOT), h.getValue()));
        headers.remove("x-request-id");
        headers.remove("date");
        return answer.statusCode() + " " + headers + " "
                + answer.asString().replaceAll("\"requestId\":\"[0-9a-f]*\"", "");
    }

    /** Asks again and again until this is answered, for a second: within that a change has to be felt. */
    static void within(IntSupplier asked, int wanted) {
        long began = System.nanoTime();
        int seen = asked.getAsInt();
        while (seen != wanted && System.nanoTime() - began < 1_000_000_000L) {
            seen = asked.getAsInt();
        }
        assertThat(seen).isEqualTo(wanted);
    }
}
