package dev.portcullis.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Rights;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What a provider that takes no code calls its error stands in the audit log, and nothing else that it writes there. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class OidcRefusalTest {
    @Inject
    IdentitySources sources;

    @Inject
    ObjectMapper json;

    @Inject
    Jdbi jdbi;

    @Inject
    Rights rights;

    @Test
    void onlyTheNameOfAnErrorIsWrittenDown() throws Exception {
        try (TestProvider provider = new TestProvider()) {
            String source = rights.fresh("idp");
            sources.create(
                    Accounts.SYSTEM,
                    source,
                    "oidc",
                    json.readTree("{\"issuer\":\"" + provider.issuer.issuer() + "\",\"clientId\":\""
                            + TestProvider.CLIENT + "\"}"),
                    TestProvider.SECRET);
            assertThat(refusal(provider, source, "invalid_grant")).contains("does not take the code (invalid_grant)");
            for (String sentence : List.of(
                    "wrong secret " + TestProvider.SECRET, TestProvider.SECRET, "x".repeat(41), "a%0Ab", "a&lt;b")) {
                assertThat(refusal(provider, source, sentence))
                        .contains("does not take the code (its error has no proper name)")
                        .doesNotContain(sentence, TestProvider.SECRET);
            }
        }
    }

    private String refusal(TestProvider provider, String source, String error) {
        provider.refusal = "{\"error\":\"" + error + "\"}";
        assertThat(provider.signIn(source, claims -> claims).statusCode()).isEqualTo(403);
        return jdbi.withHandle(
                h -> h.select("""
                        select detail from event where kind = 'user.sign_in_refused' and detail like ?
                        order by id desc limit 1""", "%" + source + "%").mapTo(String.class).one());
    }
}
