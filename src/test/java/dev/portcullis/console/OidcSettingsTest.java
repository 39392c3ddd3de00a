package dev.portcullis.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Rights;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a source may be set up as, and what its cookies look like where the tests have no https. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class OidcSettingsTest {
    @Inject
    IdentitySources sources;

    @Inject
    ObjectMapper json;

    @Inject
    Rights rights;

    @Test
    void sourceThatIsOffOrMissingOrOfAnotherKindIsAPage() throws Exception {
        String source = rights.fresh("off");
        sources.create(
                Accounts.SYSTEM,
                source,
                "oidc",
                json.readTree("{\"issuer\":\"https://idp.example.com\",\"clientId\":\"x\"}"),
                null);
        sources.setEnabled(Accounts.SYSTEM, source, false);
        for (String name : List.of(source, "local", "nothing")) {
            Response answer = given().redirects().follow(false).get("/auth/oidc/" + name + "/sign-in");
            assertThat(answer.statusCode()).as(name).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"issuer\":\"https://idp.example.com\"}",
                "{\"issuer\":\"idp\",\"clientId\":\"x\"}",
                "{\"issuer\":\"https://idp.example.com?x=1\",\"clientId\":\"x\"}",
                "{\"issuer\":\"https://idp.example.com\",\"clientId\":\"x\",\"groupClaim\":\"groups\"}",
                "{\"issuer\":\"https://idp.example.com\",\"clientId\":\"x\",\"clientSecret\":\"s\"}",
                "{\"issuer\":\"https://idp.example.com\",\"clientId\":\"x\",\"scopes\":[\"profile\"]}",
                "{\"issuer\":\"https://idp.example.com\",\"clientId\":\"x\",\"scopes\":\"openid\"}",
                "{\"issuer\":\"https://idp.example.com\",\"clientId\":\"x\",\"administratorGroup\":\"a\"}",
                "{\"issuer\":\"https://idp.example.com\",\"clientId\":\"x\",\"caBundle\":\"nonsense\"}",
                "{\"issuer\":\"https://idp.example.com\",\"clientId\":\"x\",\"clientAuthentication\":\"jwt\"}",
                "{\"issuer\":\"https://idp.example.com\",\"clientId\":\"x\",\"maxAgeSeconds\":-1}",
                "[]"
            })
    void settingsThatWillNotDoAreRefused(String settings) {
        assertThatThrownBy(() ->
                        sources.create(Accounts.SYSTEM, rights.fresh("bad"), "oidc", json.readTree(settings), null))
                .isInstanceOf(RegistryException.class);
    }
}
