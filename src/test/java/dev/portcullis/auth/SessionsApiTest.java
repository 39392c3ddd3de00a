package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class SessionsApiTest {
    @Inject
    Accounts accounts;

    @Inject
    SecondFactors secondFactors;

    @Inject
    Rights rights;

    private Caller.SignedIn ana = new Caller.SignedIn(0, "");
    private Caller.SignedIn administrator = ana;

    @BeforeEach
    void people() {
        ana = rights.user("api-session");
        administrator = rights.user("api-admin");
        accounts.setAdministrator(Accounts.SYSTEM, administrator.name(), true);
    }

    @Test
    void peopleListAndEndTheirOwn() {
        Browser browser = Browser.signedIn(ana.name());
        Response listed = Registry.as(ana).get("/api/v1/account/sessions");
        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(listed.<List<String>>path("items.client")).containsExactly(Browser.AGENT);
        assertThat(listed.asString()).doesNotContain(browser.cookies.get("portcullis"), "hash");
        int id = listed.path("items[0].id");
        Caller.SignedIn other = rights.user("api-other");
        assertThat(Registry.as(other).delete("/api/v1/account/sessions/" + id).statusCode())
                .isEqualTo(404);
        assertThat(browser.isIn()).isTrue();
        assertThat(Registry.as(ana).delete("/api/v1/account/sessions/" + id).statusCode())
                .isEqualTo(204);
        assertThat(browser.isIn()).isFalse();
    }

    @Test
    void anAdministratorEndsAnyones() {
        Browser browser = Browser.signedIn(ana.name());
        String path = "/api/v1/accounts/" + ana.name() + "/sessions";
        assertThat(Registry.as(ana).get(path).statusCode()).isEqualTo(403);
        assertThat(Registry.as(ana).delete(path).statusCode()).isEqualTo(403);
        assertThat(Registry.as(administrator).get(path).<List<String>>path("items.account"))
                .containsExactly(ana.name());
        assertThat(Registry.as(administrator).delete(path).statusCode()).isEqualTo(204);
        assertThat(browser.isIn()).isFalse();
        assertThat(Registry.as(administrator)
                        .get("/api/v1/accounts/nobody-here/sessions")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void anAdministratorResetsALostSecondFactor() {
        secondFactors.begin(ana.accountId());
        rights.elsewhere("update second_factor set confirmed = true where account_id = ?", ana.accountId());
        String path = "/api/v1/accounts/" + ana.name() + "/second-factor";
        assertThat(Registry.as(administrator).delete(path).statusCode()).isEqualTo(204);
        assertThat(Registry.as(administrator).delete(path).statusCode()).isEqualTo(404);
        assertThat(Browser.signedIn(ana.name()).isIn()).isTrue();
    }
}
