package dev.portcullis.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Rights;
import dev.portcullis.reference.Digest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;

/**
 * Somebody who pushes images to a repository and pulls them, with the password that all tests share.
 *
 * @param name who
 */
record TestPush(String name, String repository) {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    /** An image of that config and one layer, under that tag; its manifest. */
    String push(String tag, String config, String layer) {
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":"
                + blob(config, "application/vnd.oci.image.config.v1+json") + ",\"layers\":["
                + blob(layer, "application/vnd.oci.image.layer.v1.tar") + "]}";
        tag(tag, manifest);
        return manifest;
    }

    void tag(String tag, String manifest) {
        assertThat(put(tag, manifest).statusCode()).isEqualTo(201);
    }

    Response put(String tag, String manifest) {
        return given().auth()
                .preemptive()
                .basic(name, Rights.PASSWORD)
                .contentType(MANIFEST)
                .body(manifest.getBytes(StandardCharsets.UTF_8))
                .put("/v2/" + repository + "/manifests/" + tag);
    }

    Response delete(String reference) {
        return given().auth()
                .preemptive()
                .basic(name, Rights.PASSWORD)
                .delete("/v2/" + repository + "/manifests/" + reference);
    }

    void pull(String reference) {
        assertThat(given().auth()
                        .preemptive()
                        .basic(name, Rights.PASSWORD)
                        .get("/v2/" + repository + "/manifests/" + reference)
                        .statusCode())
                .isEqualTo(200);
    }

    private String blob(String content, String type) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        String digest = Digest.of(bytes).toString();
        assertThat(given().auth()
                        .preemptive()
                        .basic(name, Rights.PASSWORD)
                        .contentType("application/octet-stream")
                        .body(bytes)
                        .post("/v2/" + repository + "/blobs/uploads/?digest=" + digest)
                        .statusCode())
                .isEqualTo(201);
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + bytes.length + "}";
    }
}
