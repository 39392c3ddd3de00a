package dev.portcullis.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.auth.Browser;
import dev.portcullis.event.PullLog;
import dev.portcullis.event.Sealer;
import dev.portcullis.reference.Digest;
import dev.portcullis.repository.ImageLabels;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted and found, tags that stay, and the work that administrators start. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class ConsoleWorkTest {
    private static final String CONFIG = "{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{\"Labels\":"
            + "{\"com.example.owner\":\"crew-%s\"}}}";

    @Inject
    Rights rights;

    @Inject
    PullLog pulls;

    @Inject
    Sealer sealer;

    @Inject
    ImageLabels labels;

    private Caller.SignedIn root = new Caller.SignedIn(0, "");
    private Browser admin = new Browser();
    private Browser browser = new Browser();
    private TestPush client = new TestPush("", "");
    private String manifest = "";

    @BeforeEach
    void images() {
        root = rights.user("work-root");
        rights.elsewhere("update account set administrator = true where id = ?", root.accountId());
        Caller.SignedIn ana = rights.user("work");
        client = new TestPush(ana.name(), rights.repository(ana.name(), "web").toString());
        browser = Browser.signedIn(ana.name());
        admin = Browser.signedIn(root.name());
        manifest = client.push("1.0", CONFIG.formatted(ana.name()), "layer of " + ana.name());
    }

    private void counted() {
        pulls.flush();
        sealer.seal();
        labels.read();
    }

    @Test
    void pullsAreCountedAndSortTheList() {
        rights.repository(client.name(), "aaa");
        client.pull("1.0");
        client.pull("1.0");
        counted();
        String list = browser.get("/repositories?sort=pulls").asString();
        assertThat(list.indexOf(client.name() + "/web<"))
                .isPositive()
                .isLessThan(list.indexOf(client.name() + "/aaa<"));
        assertThat(browser.get("/repositories").asString().indexOf(client.name() + "/aaa<"))
                .as("by name without a wish")
                .isLessThan(browser.get("/repositories").asString().indexOf(client.name() + "/web<"));
        String tags =
                browser.get("/repositories/" + client.repository() + "/-/tags").asString();
        assertThat(tags).contains("Last pulled").doesNotContain(">never<");
        assertThat(admin.get("/").asString()).contains("The last 30 days", "<svg", "<rect");
        assertThat(browser.get("/").asString()).doesNotContain("The last 30 days");
    }

    @Test
    void imagesAreFoundByDigestAndLabelByThoseWhoMaySeeThem() {
        counted();
        String digest = Digest.of(manifest.getBytes(StandardCharsets.UTF_8)).toString();
        String href = "/repositories/" + client.repository() + "/-/tags/" + digest;
        Browser stranger = Browser.signedIn(rights.user("work-stranger").name());
        for (String word : List.of(
                digest,
                digest.substring(0, 20),
                digest.substring(7, 19),
                "label:com.example.owner=crew-" + client.name(),
                "label:com.example.owner=crew-"
                        + client.name().substring(0, client.name().length() - 1))) {
            assertThat(browser.get("/search?q=" + word).asString()).as(word).contains(href);
            assertThat(stranger.get("/search?q=" + word).asString()).as(word).doesNotContain(client.repository());
        }
        assertThat(browser.get("/search?q=label:com.example.owner=other").asString())
                .doesNotContain(href);
        String layer = Digest.of(("layer of " + client.name()).getBytes(StandardCharsets.UTF_8))
                .toString();
        assertThat(browser.get("/search?q=" + layer).asString()).contains("layer or config");
    }

    @Test
    void immutableTagsAreNotMovedAndNotDeleted() {
        String href = "/repositories/" + client.repository();
        assertThat(browser.post(href + "/-/immutability", "tags", "immutable").statusCode())
                .isEqualTo(303);
        client.tag("1.0", manifest);
        Response moved = client.put("1.0", manifest.replace("\"layers\"", "\"annotations\":{\"a\":\"b\"},\"layers\""));
        assertThat(moved.statusCode()).isEqualTo(403);
        assertThat(moved.asString()).contains("DENIED", "immutable (1.0)");
        assertThat(client.delete("1.0").statusCode()).isEqualTo(403);
        assertThat(client.delete(Digest.of(manifest.getBytes(StandardCharsets.UTF_8))
                                .toString())
                        .statusCode())
                .isEqualTo(403);
        client.push("1.1", CONFIG.formatted("x"), "another layer");
        client.pull("1.0");
        assertThat(browser.get(href + "/-/tags").asString())
                .contains("are immutable")
                .doesNotContain("Delete selected");
        assertThat(browser.get("/repositories").asString()).contains("immutable tags");
        browser.post(href + "/-/immutability", "tags", "mutable");
        assertThat(client.delete("1.0").statusCode()).isEqualTo(202);
    }

    @Test
    void jobsAreStartedScheduledAndShown() {
        assertThat(browser.get("/system/jobs").statusCode()).isEqualTo(403);
        assertThat(admin.get("/system/jobs").asString()).contains("Garbage collection", "Check of the storage");
        Response bad = admin.post("/system/jobs/check/schedule", "cron", "now and then");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.asString()).contains("now and then", "five fields", "aria-invalid");
        assertThat(admin.post("/system/jobs/check/schedule", "cron", "30 2 * * 6", "flag", "fast")
                        .statusCode())
                .isEqualTo(303);
        assertThat(admin.get("/system/jobs").asString()).contains("<code>30 2 * * 6</code>");
        assertThat(admin.post("/system/jobs/check/unschedule").statusCode()).isEqualTo(303);

        String run = admin.post("/system/jobs/check/start", "flag", "fast").header("Location");
        assertThat(admin.get(run).asString()).contains("waiting", "data-reload");
        assertThat(admin.post("/system/jobs/check/start").asString()).contains("under way already");
        assertThat(admin.post(run + "/cancel").statusCode()).isEqualTo(303);
        assertThat(admin.get(run).asString()).contains("cancelled").doesNotContain("data-reload");
        assertThat(admin.post("/system/jobs/none/start").statusCode()).isEqualTo(404);
        assertThat(admin.get("/system/garbage").asString()).contains("Collect now", "Freed so far");
    }

    @Test
    void theStartPageTellsAdministratorsWhatNeedsThem() {
        rights.elsewhere("delete from job_run where kind = 'check'");
        assertThat(admin.get("/").asString()).doesNotContain("The last run of Check");
        rights.elsewhere(
                "insert into job_run (kind, state, asked_by, result) values ('check', 'failed', 'schedule', '2 things')");
        assertThat(admin.get("/").asString())
                .contains("What needs attention", "The last run of Check of the storage failed");
        assertThat(browser.get("/").asString()).doesNotContain("What needs attention");
        rights.elsewhere(
                "insert into job_run (kind, state, asked_by, result) values ('check', 'done', 'schedule', 'all holds')");
        assertThat(admin.get("/").asString()).doesNotContain("The last run of Check");
    }

    @Test
    void everyPageTellsHowToDoWithoutIt() {
        String tags =
                browser.get("/repositories/" + client.repository() + "/-/tags").asString();
        assertThat(tags).contains("/v2/" + client.repository() + "/tags/list");
        for (String page : List.of(
                "/system/general",
                "/system/proxy",
                "/system/storage",
                "/system/tls",
                "/system/backup",
                "/system/jobs",
                "/system/audit",
                "/users",
                "/organizations",
                "/repositories",
                "/system/sign-in")) {
            String body = admin.get(page).asString();
            String call = body.replaceAll("(?s).*curl -u \\S+ https?://[^/]+(/[^<]+)</code>.*", "$1");
            assertThat(admin.request()
                            .auth()
                            .preemptive()
                            .basic(root.name(), Rights.PASSWORD)
                            .get(call)
                            .statusCode())
                    .as(page + ": " + call)
                    .isEqualTo(200);
        }
    }
}
