package dev.portcullis.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Rights;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;

/** A browser as far as the pages can tell: it keeps cookies, follows nothing, and says where its forms come from. */
public final class Browser {
    static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    public final Map<String, String> cookies = new HashMap<>();

    /** Its address, as a trusted proxy tells it. */
    String from = "203.0.113.1";

    /** One that has signed in with the password that all tests share. */
    public static Browser signedIn(String name) {
        Browser browser = new Browser();
        Response answer = browser.signIn(name, Rights.PASSWORD);
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/");
        return browser;
    }

    public Response signIn(String name, String password) {
        return post("/login", "name", name, "password", password);
    }

    public Response get(String path) {
        return kept(request().get(path));
    }

    /** Sends a form from our own page; the parts are names and values in turn. */
    public Response post(String path, String... form) {
        RequestSpecification request = request()
                .header("Sec-Fetch-Site", "same-origin")
                .contentType("application/x-www-form-urlencoded; charset=UTF-8");
        for (int i = 0; i < form.length; i += 2) {
            request.formParam(form[i], form[i + 1]);
        }
        return kept(request.post(path));
    }

    /** Whether it is signed in, as the registry sees it. */
    public boolean isIn() {
        return get("/account").statusCode() == 200;
    }

    public RequestSpecification request() {
        return given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .header("User-Agent", AGENT)
                .header("X-Forwarded-For", from)
                .cookies(cookies);
    }

    private Response kept(Response answer) {
        answer.detailedCookies().forEach(cookie -> {
            if (cookie.getMaxAge() == 0) {
                cookies.remove(cookie.getName());
            } else {
                cookies.put(cookie.getName(), cookie.getValue());
            }
        });
        return answer;
    }
}
