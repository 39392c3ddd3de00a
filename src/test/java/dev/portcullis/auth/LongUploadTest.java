package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token that expires while a layer is on its way still finishes that upload, and nothing else. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class LongUploadTest {
    private static final byte[] HALF = "half of a layer".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @Inject
    Rights rights;

    @Inject
    SigningKeys keys;

    private Caller.SignedIn user = new Caller.SignedIn(0, "");
    private RepositoryName mine = new RepositoryName("none", "none");
    private String expired = "";
    private String upload = "";

    @BeforeEach
    void uploadWhoseTokenHasExpired() throws Exception {
        user = rights.user("slow");
        mine = rights.repository(user.name(), "big");
        String token = Registry.token(user, "repository:" + mine + ":pull,push");
        upload = Registry.bearer(token)
                .post("/v2/" + mine + "/blobs/uploads/")
                .then()
                .statusCode(202)
                .extract()
                .header("Location");
        expired = aged(token, Duration.ofHours(2));
    }

    @Test
    void theUploadGoesOn() {
        assertThat(send(expired, upload).statusCode()).isEqualTo(202);
    }

    @Test
    void nothingElseDoes() {
        Response another = Registry.as(user).post("/v2/" + mine + "/blobs/uploads/");
        assertThat(send(expired, another.header("Location")).statusCode()).isEqualTo(401);
        assertThat(Registry.bearer(expired)
                        .post("/v2/" + mine + "/blobs/uploads/")
                        .statusCode())
                .isEqualTo(401);
        assertThat(Registry.bearer(expired).get("/v2/" + mine + "/tags/list").statusCode())
                .isEqualTo(401);
    }

    @Test
    void notForEver() throws Exception {
        assertThat(send(aged(expired, Duration.ofHours(11)), upload).statusCode())
                .isEqualTo(401);
    }

    @Test
    void notWhenTheRightIsGone() {
        rights.elsewhere("update account set active = false where id = ?", user.accountId());
        Registry.within(() -> send(expired, upload).statusCode(), 401);
    }

    private static Response send(String token, String location) {
        return Registry.bearer(token)
                .contentType("application/octet-stream")
                .body(HALF)
                .patch(location);
    }

    /** The same token, issued and expired that much earlier, signed with the same key. */
    private String aged(String token, Duration by) throws ParseException, com.nimbusds.jose.JOSEException {
        com.nimbusds.jwt.SignedJWT jwt = com.nimbusds.jwt.SignedJWT.parse(token);
        com.nimbusds.jwt.JWTClaimsSet claims = jwt.getJWTClaimsSet();
        com.nimbusds.jwt.SignedJWT older = new com.nimbusds.jwt.SignedJWT(
                jwt.getHeader(),
                new com.nimbusds.jwt.JWTClaimsSet.Builder(claims)
                        .issueTime(before(claims.getIssueTime(), by))
                        .notBeforeTime(before(claims.getNotBeforeTime(), by))
                        .expirationTime(before(claims.getExpirationTime(), by))
                        .build());
        older.sign(new com.nimbusds.jose.crypto.ECDSASigner(keys.current().key()));
        return older.serialize();
    }

    private static Date before(Date date, Duration by) {
        return Date.from(date.toInstant().minus(by));
    }
}
