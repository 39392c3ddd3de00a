package dev.portcullis.oci;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.MediaType;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees of the distribution spec's endpoints: headers, ranges, conditions, pages and refusals. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class PullTest {
    private static final byte[] LAYER = "0123456789abcdef".repeat(4).getBytes(StandardCharsets.US_ASCII);
    private static final Digest DIGEST = Digest.of(LAYER);

    @Inject
    Rights rights;

    private Caller.SignedIn user = new Caller.SignedIn(0, "nobody");
    private String repository = "";

    @BeforeEach
    void push() {
        user = rights.user("puller");
        repository = "/v2/" + user.name() + "/app";
        blob(LAYER).then().statusCode(201);
    }

    @Test
    void aBlobIsToldWithItsDigestAndCannotRenderHere() {
        ask().get(repository + "/blobs/" + DIGEST)
                .then()
                .statusCode(200)
                .header("Content-Length", "64")
                .header("Docker-Content-Digest", DIGEST.toString())
                .header("ETag", "\"" + DIGEST + "\"")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Disposition", "attachment")
                .header("Content-Security-Policy", "sandbox");
        ask().head(repository + "/blobs/" + DIGEST).then().statusCode(200).header("Content-Length", "64");
    }

    @Test
    void rangesAndConditions() {
        String url = repository + "/blobs/" + DIGEST;
        ask().header("Range", "bytes=-4")
                .get(url)
                .then()
                .statusCode(206)
                .header("Content-Range", "bytes 60-63/64")
                .body(equalTo("cdef"));
        ask().header("Range", "bytes=2-3")
                .header("If-Range", "\"" + DIGEST + "\"")
                .get(url)
                .then()
                .statusCode(206);
        ask().header("Range", "bytes=2-3")
                .header("If-Range", "\"other\"")
                .get(url)
                .then()
                .statusCode(200);
        ask().header("Range", "bytes=64-").get(url).then().statusCode(416).header("Content-Range", "bytes */64");
        ask().header("If-None-Match", "\"" + DIGEST + "\"").get(url).then().statusCode(304);
        Response several = ask().header("Range", "bytes=0-1,10-11").get(url);
        assertThat(several.statusCode()).isEqualTo(206);
        assertThat(several.header("Content-Type")).startsWith("multipart/byteranges; boundary=");
        assertThat(several.asString())
                .contains("Content-Range: bytes 0-1/64\r\n\r\n01\r\n")
                .contains("Content-Range: bytes 10-11/64\r\n\r\nab\r\n");
        assertThat(several.header("Content-Length")).isEqualTo(String.valueOf(several.asByteArray().length));
    }

    @Test
    void manifestsAnswerConditionsToo() {
        Digest digest = manifest("1.0");
        ask().get(repository + "/manifests/1.0")
                .then()
                .statusCode(200)
                .header("Content-Type", MediaType.OCI_MANIFEST)
                .header("Docker-Content-Digest", digest.toString());
        ask().header("If-None-Match", "\"" + digest + "\"")
                .get(repository + "/manifests/1.0")
                .then()
                .statusCode(304);
        ask().head(repository + "/manifests/" + digest).then().statusCode(200).header("Content-Length", notNullValue());
    }

    @Test
    void tagsComeInPagesInByteOrder() {
        for (String tag : List.of("b", "a", "B", "a-1", "a.1", "aa")) {
            manifest(tag);
        }
        String list = repository + "/tags/list";
        ask().get(list).then().body("tags", contains("B", "a", "a-1", "a.1", "aa", "b"));
        Response first = ask().get(list + "?n=2&last=B");
        first.then().body("tags", contains("a", "a-1"));
        assertThat(first.header("Link")).isEqualTo("<" + list + "?n=2&last=a-1>; rel=\"next\"");
        ask().get(list + "?n=2&last=aa").then().body("tags", contains("b")).header("Link", (String) null);
        ask().get(list + "?n=0").then().body("tags.size()", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "abc", "1e9", "9999999999999999999", "0x10"})
    void aWrongNumberIsRefused(String n) {
        manifest("1.0");
        ask().get(repository + "/tags/list?n=" + n)
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo("PAGINATION_NUMBER_INVALID"));
    }

    @Test
    void referrersAreFilteredAndPaged() {
        Digest subject = manifest("1.0");
        for (int i = 0; i < 3; i++) {
            String extra = "\"artifactType\":\"application/x." + (i == 0 ? "sbom" : "sig")
                    + "\",\"annotations\":{\"i\":\"" + i
                    + "\"},\"subject\":{\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"digest\":\"" + subject
                    + "\",\"size\":" + image("").length() + "},";
            put(digestOf(image(extra)).toString(), image(extra))
                    .then()
                    .statusCode(201)
                    .header("OCI-Subject", subject.toString());
        }
        String list = repository + "/referrers/" + subject;
        ask().get(list).then().statusCode(200).body("manifests.size()", equalTo(3));
        Response first = ask().get(list + "?artifactType=application/x.sig&n=1");
        first.then().header("OCI-Filters-Applied", "artifactType").body("manifests.size()", equalTo(1));
        assertThat(first.header("Link")).contains("&artifactType=application%2Fx.sig>");
    }

    @Test
    void severalTagsInOnePush() {
        Digest digest = digestOf(image(""));
        String tags = java.util.stream.IntStream.range(0, 12)
                .mapToObj(i -> "tag=t" + i)
                .collect(java.util.stream.Collectors.joining("&"));
        Response answer = ask().header("Content-Type", MediaType.OCI_MANIFEST)
                .body(image("").getBytes(StandardCharsets.UTF_8))
                .put(repository + "/manifests/" + digest + "?" + tags);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().getValues("OCI-Tag")).hasSize(12);
        ask().get(repository + "/manifests/t11").then().header("Docker-Content-Digest", digest.toString());
    }

    @Test
    void aManifestTooLargeOrWithMissingContentIsRefused() {
        put("big", " ".repeat((4 << 20) + 1)).then().statusCode(413);
        String missing = image("").replace(DIGEST.hex(), "0".repeat(64));
        put("missing", missing).then().statusCode(404).body("errors[0].code", equalTo("MANIFEST_BLOB_UNKNOWN"));
        put("wrong-size", image("").replace("\"size\":64", "\"size\":63"))
                .then()
                .statusCode(400);
        put("both", image("\"manifests\":[],"))
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo("MANIFEST_INVALID"));
        ask().get(repository + "/tags/list").then().body("tags.size()", equalTo(0));
    }

    @Test
    void aBlobThatAManifestNeedsStays() {
        Digest digest = manifest("1.0");
        ask().delete(repository + "/blobs/" + DIGEST)
                .then()
                .statusCode(409)
                .body("errors[0].message", containsString("Delete the manifest first"));
        ask().delete(repository + "/manifests/" + digest).then().statusCode(202);
        ask().get(repository + "/manifests/1.0").then().statusCode(404);
        ask().delete(repository + "/blobs/" + DIGEST).then().statusCode(202);
        ask().head(repository + "/blobs/" + DIGEST).then().statusCode(404);
    }

    @Test
    void aBlobOfSomebodyElseIsNotHere() {
        Caller.SignedIn other = rights.user("other");
        given().auth()
                .preemptive()
                .basic(other.name(), Rights.PASSWORD)
                .post("/v2/" + other.name() + "/app/blobs/uploads/?mount=" + DIGEST + "&from=" + user.name() + "/app")
                .then()
                .statusCode(202);
        given().auth()
                .preemptive()
                .basic(other.name(), Rights.PASSWORD)
                .post("/v2/" + other.name() + "/app/blobs/uploads/?mount=" + DIGEST)
                .then()
                .statusCode(202);
        given().auth()
                .preemptive()
                .basic(other.name(), Rights.PASSWORD)
                .get("/v2/" + other.name() + "/app/blobs/" + DIGEST)
                .then()
                .statusCode(404);
    }

    @Test
    void anErrorTellsTheRequestId() {
        Response answer = ask().get(repository + "/manifests/none");
        answer.then().statusCode(404).body("errors[0].code", equalTo("MANIFEST_UNKNOWN"));
        Map<String, String> detail = answer.path("errors[0].detail");
        assertThat(detail).containsEntry("requestId", answer.header("X-Request-Id"));
    }

    private RequestSpecification ask() {
        return given().auth().preemptive().basic(user.name(), Rights.PASSWORD);
    }

    private Response blob(byte[] content) {
        return ask().contentType("application/octet-stream")
                .body(content)
                .post(repository + "/blobs/uploads/?digest=" + Digest.of(content));
    }

    private Digest manifest(String tag) {
        String text = image(tag.equals("1.0") ? "" : "\"annotations\":{\"t\":\"" + tag + "\"},");
        put(tag, text)
                .then()
                .statusCode(201)
                .header("Docker-Content-Digest", digestOf(text).toString());
        return digestOf(text);
    }

    private Response put(String reference, String text) {
        return ask().header("Content-Type", MediaType.OCI_MANIFEST)
                .body(text.getBytes(StandardCharsets.UTF_8))
                .put(repository + "/manifests/" + reference);
    }

    private static String image(String extra) {
        return "{\"schemaVersion\":2," + extra
                + "\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"" + DIGEST
                + "\",\"size\":64},\"layers\":[]}";
    }

    private static Digest digestOf(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
