package dev.portcullis.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.auth.Browser;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages as a browser without scripts uses them. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class ConsolePagesTest {
    @Inject
    Rights rights;

    @Inject
    Accounts accounts;

    @Inject
    Organizations organizations;

    private Caller.SignedIn ana = new Caller.SignedIn(0, "");
    private Browser browser = new Browser();
    private String repository = "";

    @BeforeEach
    void ana() {
        ana = rights.user("console");
        browser = Browser.signedIn(ana.name());
        repository = ana.name() + "/web";
    }

    private String href() {
        return "/repositories/" + repository;
    }

    private void create() {
        Response made = browser.post(
                "/repositories/-/new",
                "namespace",
                ana.name(),
                "path",
                "web",
                "description",
                "",
                "visibility",
                "private");
        assertThat(made.statusCode()).isEqualTo(303);
        assertThat(made.header("Location")).isEqualTo(href());
    }

    @Test
    void aRepositoryIsMadeShownAndDeletedByTypingItsName() {
        create();
        String page = browser.get(href()).asString();
        assertThat(page).contains(repository + " was created.", "docker push");
        assertThat(browser.get(href()).asString()).doesNotContain("was created");
        assertThat(browser.get("/repositories").asString()).contains(href());
        assertThat(browser.get("/repositories?q=nothing-like-that").asString()).contains("Nothing matches");
        assertThat(browser.post(href() + "/-/delete", "typed", "web").statusCode())
                .isEqualTo(400);
        assertThat(browser.get(href()).statusCode()).isEqualTo(200);
        assertThat(browser.post(href() + "/-/delete", "typed", repository).header("Location"))
                .isEqualTo("/repositories");
        assertThat(browser.get(href()).statusCode()).isEqualTo(404);
    }

    @Test
    void whatStrangersMayNotSeeLooksAsIfItWereNotThere() {
        create();
        Browser stranger = Browser.signedIn(rights.user("stranger").name());
        for (String tab : List.of("", "/-/tags", "/-/permissions", "/-/activity", "/-/settings", "/-/tags/latest")) {
            Response hidden = html(stranger, href() + tab);
            Response missing = html(stranger, "/repositories/" + ana.name() + "/not" + tab);
            assertThat(hidden.statusCode()).as(tab).isEqualTo(404);
            assertThat(hidden.asString().replace("/web", "/not"))
                    .as(tab)
                    .isEqualTo(missing.asString())
                    .contains("There is nothing here");
        }
        for (String form :
                List.of("/-/edit", "/-/delete", "/-/grant", "/-/visibility", "/-/rename", "/-/delete-tags")) {
            assertThat(stranger.post(href() + form, "typed", repository).statusCode())
                    .as(form)
                    .isEqualTo(403);
        }
        assertThat(stranger.get("/search?q=" + ana.name()).asString()).doesNotContain(href());
    }

    private static Response html(Browser browser, String path) {
        return browser.request()
                .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .get(path);
    }

    @Test
    void theDescriptionIsShownAsMarkdownThatCanDoNoHarm() {
        create();
        String text = """
                # Web
                <script>alert(1)</script> <img src=x onerror=alert(1)>
                [bad](javascript:alert(1)) [worse](data:text/html,x) [good](https://example.com/)
                ![picture](https://example.com/p.png)

                | a | b |
                |---|---|
                | <svg onload=alert(1)> | c |
                """;
        Response preview = browser.post(href() + "/-/edit", "text", text, "preview", "yes");
        assertThat(preview.statusCode()).isEqualTo(200);
        assertThat(browser.post(href() + "/-/edit", "text", text).statusCode()).isEqualTo(303);
        String page = browser.get(href()).asString();
        assertThat(page)
                .contains("<h3>Web</h3>", "href=\"https://example.com/\"", "nofollow", "<table>", "&lt;script&gt;")
                .doesNotContain(
                        "<script>alert", "<img src=x", "<svg onload", "href=\"javascript", "href=\"data", "p.png\" /");
        assertThat(browser.get("/repositories").asString()).contains(">Web<");
    }

    @Test
    void pagesSpeakTheLanguageThatTheBrowserAsksForOrThatWasChosen() {
        Response chinese =
                given().header("Accept-Language", "fr, zh-CN;q=0.9, en;q=0.5").get("/login");
        assertThat(chinese.asString()).contains("lang=\"zh-Hans\"", "登录").doesNotContain("Sign in");
        assertThat(given().header("Accept-Language", "fr").get("/login").asString())
                .contains("lang=\"en\"", "Sign in");
        Response chosen =
                browser.post("/preferences", "language", "zh", "theme", "dark", "return", "//evil.example.com");
        assertThat(chosen.header("Location")).isEqualTo("/");
        assertThat(browser.get("/repositories").asString()).contains("data-theme=\"dark\"", "仓库");
        assertThat(browser.post("/account/password", "now", "x", "password", "a", "repeated", "b")
                        .asString())
                .contains("两次输入的新密码不一致");
    }

    @Test
    void grantsAreGivenTakenBackAndExplained() {
        String org = rights.fresh("console-org");
        organizations.create(Accounts.SYSTEM, org, ana.name());
        String web = "/repositories/" + org + "/web";
        assertThat(browser.post("/repositories/-/new", "namespace", org, "path", "web")
                        .statusCode())
                .isEqualTo(303);
        String other = rights.user("granted").name();
        assertThat(browser.post(web + "/-/grant", "subject", "user:" + other, "role", "read-only")
                        .statusCode())
                .isEqualTo(303);
        // Nobody gives more than they meant to by not looking at the role.
        assertThat(browser.get(web + "/-/permissions").asString())
                .contains("user:" + other, "<option selected>read-only</option>");
        assertThat(browser.get("/organizations/" + org + "/settings").asString())
                .contains("<option selected>read-only</option>");
        assertThat(browser.get(web + "/-/permissions?account=" + other + "&action=push")
                        .asString())
                .contains("Not enough");
        Browser granted = Browser.signedIn(other);
        assertThat(granted.get(web).statusCode()).isEqualTo(200);
        // Who does not manage the access asks about themselves, whatever the address says.
        assertThat(granted.get(web + "/-/permissions?account=" + ana.name() + "&action=pull")
                        .asString())
                .contains("<strong>" + other + "</strong>")
                .doesNotContain("<strong>" + ana.name());
        assertThat(browser.post(web + "/-/grant", "subject", "nonsense", "role", "admin")
                        .statusCode())
                .isEqualTo(400);
        browser.post(web + "/-/revoke", "subject", "user:" + other);
        assertThat(granted.get(web).statusCode()).isEqualTo(404);
    }

    @Test
    void tagsAreListedComparedAndDeletedWithTheirImages() {
        create();
        String config = "{\"os\":\"linux\",\"architecture\":\"arm64\",\"config\":{\"User\":\"<b>app</b>\"},"
                + "\"history\":[{\"created_by\":\"COPY hello /\"}]}";
        TestPush client = new TestPush(ana.name(), repository);
        String one = client.push("1.0", config, "layer one");
        client.push("1.1", config, "layer two");
        client.tag("stable", one);
        String list = browser.get(href() + "/-/tags").asString();
        assertThat(list).contains(">1.0<", ">1.1<", ">stable<", "linux/arm64", "by " + ana.name());
        assertThat(browser.get(href() + "/-/tags?q=1.1").asString())
                .contains(">1.1<")
                .doesNotContain(">stable<");
        String image = browser.get(href() + "/-/tags/1.0").asString();
        assertThat(image)
                .contains("COPY hello /", "&lt;b&gt;app&lt;/b&gt;", ">stable<", "docker pull")
                .doesNotContain("<b>app");
        assertThat(browser.get(href() + "/-/tags/1.0/manifest").asString()).contains("schemaVersion");
        assertThat(browser.get(href() + "/-/tags/1.0/compare?with=1.1").asString())
                .contains("Only in 1.1");
        assertThat(browser.get(href() + "/-/tags/1.0/compare?with=none").statusCode())
                .isEqualTo(404);
        assertThat(browser.get(href() + "/-/delete-tags?tag=1.0").asString()).contains("also named stable");
        assertThat(browser.post(href() + "/-/delete-tags", "tag", "1.1", "mode", "tags")
                        .statusCode())
                .isEqualTo(303);
        assertThat(browser.post(href() + "/-/delete-tags", "tag", "1.0", "mode", "images")
                        .statusCode())
                .isEqualTo(303);
        assertThat(browser.get(href() + "/-/tags").asString()).contains("No tags yet");
        assertThat(browser.get(href() + "/-/activity").asString()).contains("manifest.deleted", "tag.deleted");
    }

    @Test
    void aTokenIsShownOnceAndCanBeTakenBack() {
        Response made =
                browser.post("/account/tokens", "label", "ci", "repositories", "*", "action", "pull", "days", "30");
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        String page = made.asString();
        String secret = page.substring(page.indexOf("<code>") + 6, page.indexOf("</code>"));
        assertThat(given().auth()
                        .preemptive()
                        .basic(ana.name(), secret)
                        .get("/v2/")
                        .statusCode())
                .isEqualTo(200);
        String list = browser.get("/account/tokens").asString();
        assertThat(list).contains("ci").doesNotContain(secret);
        String id = list.substring(list.indexOf("/account/tokens/") + 16, list.indexOf("/active"));
        assertThat(browser.post("/account/tokens/" + id + "/revoke").statusCode())
                .isEqualTo(303);
        assertThat(browser.get("/account/tokens").asString()).contains("You have no access tokens");
        assertThat(browser.post("/account/tokens", "label", "", "repositories", "*")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void organizationsAreKeptByTheirOwners() {
        String org = rights.fresh("kept");
        organizations.create(Accounts.SYSTEM, org, ana.name());
        String here = "/organizations/" + org;
        String bob = rights.user("member").name();
        Browser stranger = Browser.signedIn(bob);
        assertThat(stranger.get(here).statusCode()).isEqualTo(404);
        assertThat(browser.post(here + "/members", "user", bob).statusCode()).isEqualTo(303);
        assertThat(stranger.get(here).asString()).contains(bob).doesNotContain("Add a member");
        assertThat(stranger.post(here + "/members", "user", bob, "owner", "yes").statusCode())
                .isEqualTo(403);
        assertThat(browser.post(here + "/members", "user", ana.name(), "owner", "no")
                        .asString())
                .contains("last owner");
        assertThat(browser.post(here + "/teams", "name", "devs").statusCode()).isEqualTo(303);
        assertThat(browser.post(here + "/teams/devs/members", "user", bob).statusCode())
                .isEqualTo(303);
        assertThat(browser.get(here + "/teams/devs").asString()).contains(bob);
        Response robot = browser.post(here + "/robots", "name", "ci", "repositories", org + "/*", "action", "pull");
        assertThat(robot.statusCode()).isEqualTo(200);
        assertThat(robot.asString()).contains("shown this once");
        assertThat(browser.get(here + "/robots/" + org + "+ci").asString()).contains("New secret");
        assertThat(browser.post(here + "/robots/" + org + "+ci/delete", "typed", "x")
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.post(here + "/robots/" + org + "+ci/delete", "typed", org + "%2Bci")
                        .statusCode())
                .isEqualTo(303);
        assertThat(browser.get(here + "/settings/delete").statusCode()).isEqualTo(403);
    }

    @Test
    void administratorsManageUsersAndAuditorsLook() {
        accounts.setAdministrator(Accounts.SYSTEM, ana.name(), true);
        try {
            String name = rights.fresh("made");
            assertThat(browser.post("/users/-/new", "name", name, "password", "short")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(browser.post("/users/-/new", "name", name, "password", Rights.PASSWORD)
                            .statusCode())
                    .isEqualTo(303);
            Browser made = Browser.signedIn(name);
            assertThat(made.get("/users").statusCode()).isEqualTo(403);
            assertThat(made.get("/system/health").statusCode()).isEqualTo(403);
            assertThat(browser.post("/users/" + name + "/-/rights", "active", "yes", "auditor", "yes")
                            .statusCode())
                    .isEqualTo(303);
            for (String page :
                    List.of("/users", "/users/" + name, "/system/health", "/system/garbage", "/system/audit")) {
                assertThat(made.get(page).statusCode()).as(page).isEqualTo(200);
            }
            assertThat(made.get("/system/audit?account=" + name).asString()).contains("session.opened");
            assertThat(made.get("/system/audit/export.csv?account=" + name).contentType())
                    .contains("csv");
            assertThat(made.get("/system/garbage?digest=nonsense").statusCode()).isEqualTo(400);
            assertThat(made.post("/users/" + name + "/-/rights", "administrator", "yes")
                            .statusCode())
                    .isEqualTo(403);
            browser.post("/users/" + name + "/-/rights");
            assertThat(made.isIn()).isFalse();
            assertThat(browser.post("/users/" + name + "/delete", "typed", name).statusCode())
                    .isEqualTo(303);
        } finally {
            accounts.setAdministrator(
                    Accounts.SYSTEM,
                    ana.name(),
                    accounts.list(null, 1000).stream()
                            .noneMatch(
                                    user -> user.administrator() && !user.name().equals(ana.name())));
        }
    }

    @Test
    void programsAreToldFailuresAsBefore() {
        assertThat(browser.request()
                        .header("Accept", "text/html")
                        .get("/repositories")
                        .statusCode())
                .as("a page, for whoever takes nothing else")
                .isEqualTo(200);
        assertThat(html(browser, "/nothing/here").asString()).contains("There is nothing here");
        assertThat(browser.get("/nothing/here").contentType()).contains("json");
        assertThat(browser.request()
                        .header("Accept", "text/html")
                        .get("/v2/x/tags/list")
                        .contentType())
                .contains("json");
        assertThat(browser.request()
                        .header("Accept", "text/html")
                        .get("/api/v1/none")
                        .contentType())
                .contains("json");
    }
}
