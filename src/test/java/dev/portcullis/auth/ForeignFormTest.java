package dev.portcullis.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Other sites can send requests with somebody's cookie (SEC-H). The endpoints are read from the running program, so a
 * new page cannot be forgotten here.
 */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class ForeignFormTest {
    @Inject
    EndpointRules rules;

    @Inject
    Rights rights;

    private Caller.SignedIn ana = new Caller.SignedIn(0, "");
    private Browser browser = new Browser();

    @BeforeEach
    void signedIn() {
        ana = rights.user("form");
        browser = Browser.signedIn(ana.name());
    }

    @Test
    void formsFromElsewhereAreRefusedEverywhere() {
        assertThat(forms()).contains("POST /login", "POST /login/code", "POST /logout", "POST /account/password");
        for (String form : forms()) {
            for (Map<String, String> from : foreign()) {
                RequestSpecification request = browser.request().headers(from);
                Response answer = send(request, form);
                assertThat(answer.statusCode()).as("%s %s", form, from).isEqualTo(403);
                // Who may not send that form at all is refused too, but not for this reason.
                assertThat(answer.asString()).as("%s %s", form, from).contains("came from another site");
            }
        }
        assertThat(browser.isIn()).isTrue();
    }

    @Test
    void formsOfOurOwnAreTaken() {
        for (Map<String, String> own : List.of(
                Map.of("Sec-Fetch-Site", "same-origin"),
                Map.of("Sec-Fetch-Site", "none"),
                Map.of("Sec-Fetch-Site", "same-origin", "Origin", "null"),
                Map.of("Origin", own()),
                Map.of("Origin", own().toUpperCase(Locale.ROOT)))) {
            for (String form : formsOfEveryone()) {
                assertThat(send(browser.request().headers(own), form).statusCode())
                        .as("%s %s", form, own)
                        .isNotIn(403, 500);
            }
            browser = Browser.signedIn(ana.name());
        }
    }

    @Test
    void anotherMethodOrTypeIsNoWayAround() {
        Browser other = Browser.signedIn(ana.name());
        for (String method : new String[] {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"}) {
            browser.request()
                    .header("X-HTTP-Method-Override", "POST")
                    .header("X-HTTP-Method", "POST")
                    .queryParam("_method", "POST")
                    .request(method, "/account/sessions/end-others");
        }
        assertThat(other.isIn()).isTrue();
        assertThat(browser.request()
                        .header("Sec-Fetch-Site", "same-origin")
                        .contentType("text/plain")
                        .body("{\"now\":\"x\"}")
                        .post("/account/password")
                        .statusCode())
                .isIn(400, 415);
        assertThat(browser.isIn()).isTrue();
    }

    @Test
    void clientsAreNeverKnownByACookie() {
        for (String path : new String[] {"/v2/", "/v2/_catalog", "/api/v1/account", "/api/v1/account/sessions"}) {
            int without = given().get(path).statusCode();
            assertThat(browser.request().get(path).statusCode())
                    .as(path)
                    .isEqualTo(without)
                    .isNotEqualTo(200);
        }
        String token =
                browser.request().get("/auth/token?account=" + ana.name()).path("token");
        assertThat(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8))
                .contains("\"sub\":\"\"");
        // And a cookie beside credentials changes nothing about these.
        Caller.SignedIn other = rights.user("basic");
        assertThat(browser.request()
                        .auth()
                        .preemptive()
                        .basic(other.name(), Rights.PASSWORD)
                        .get("/v2/")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void pagesKnowNothingButTheCookie() {
        assertThat(given().redirects()
                        .follow(false)
                        .auth()
                        .preemptive()
                        .basic(ana.name(), Rights.PASSWORD)
                        .get("/account")
                        .statusCode())
                .isEqualTo(303);
    }

    private static Iterable<Map<String, String>> foreign() {
        String own = own();
        return List.of(
                Map.of(),
                Map.of("Origin", "https://e.example"),
                Map.of("Origin", "null"),
                Map.of("Origin", ""),
                Map.of("Origin", own + ".e.example"),
                Map.of("Origin", own.replace("http:", "https:")),
                Map.of("Origin", RestAssured.baseURI + ":1"),
                Map.of("Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "same-site"),
                Map.of("Sec-Fetch-Site", "cross-site", "Origin", own),
                Map.of("Sec-Fetch-Site", "", "Origin", own),
                Map.of("Sec-Fetch-Site", "Same-Origin, cross-site", "Origin", own),
                Map.of("Referer", own + "/account"));
    }

    private static String own() {
        return RestAssured.baseURI + ":" + RestAssured.port;
    }

    private static Response send(RequestSpecification request, String form) {
        String[] parts = form.split(" ", 2);
        String path = parts[1].replaceAll("\\{id[^/]*", "1")
                .replaceAll("\\{name[^/]*", "none/none")
                .replaceAll("\\{[^/]*", "none");
        return request.contentType("application/x-www-form-urlencoded")
                .formParam("name", "x")
                .request(parts[0], path);
    }

    /** Every request that changes something and is meant for browsers. */
    private Set<String> forms() {
        Set<String> forms = formsOfEveryone();
        rules.all().forEach((method, rule) -> {
            if (rule instanceof EndpointRule.OnPage && !verb(method).equals("GET")) {
                forms.add(verb(method) + " " + path(method));
            }
        });
        return forms;
    }

    /** Those of them that need no right. */
    private Set<String> formsOfEveryone() {
        Set<String> forms = new TreeSet<>();
        rules.all().forEach((method, rule) -> {
            boolean forBrowsers = rule instanceof EndpointRule.Session
                    || (rule instanceof EndpointRule.Open open && open.ownFormsOnly());
            String verb = verb(method);
            if (forBrowsers && !verb.equals("GET")) {
                forms.add(verb + " " + path(method));
            }
        });
        return forms;
    }

    private static String verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (http != null) {
                return http.value();
            }
        }
        return "";
    }

    private static String path(Method method) {
        Path outer = method.getDeclaringClass().getAnnotation(Path.class);
        Path inner = method.getAnnotation(Path.class);
        String path = (outer == null ? "" : outer.value()) + (inner == null ? "" : inner.value());
        return path.replace("//", "/");
    }
}
