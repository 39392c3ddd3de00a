package dev.portcullis.clients;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.testing.Slapd;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators come for, in real Chromium on a registry of their own; and what other sites may not do to it. */
@TestInstance(Lifecycle.PER_CLASS)
class ConsoleSystemTest {
    private RegistryServer server;

    @BeforeAll
    void start() {
        server = RegistryServer.startTogether(List.of("console-system"), Map.of())
                .getFirst();
        Api.as(server.port(), "admin", server.adminPassword)
                .succeeds("POST", "/api/v1/organizations", "{\"name\":\"console-org\",\"owner\":\"admin\"}");
        new ConsoleWorld(server.port(), server.adminPassword).image("console-org/web", "1.0", "one");
    }

    @AfterAll
    void stop() throws Exception {
        server.stop();
        server.discard();
    }

    private Page signedIn(BrowserContext visitor) {
        Page page = visitor.newPage();
        page.navigate("/login");
        ConsoleLooksTest.signIn(page, "admin", server.adminPassword);
        page.waitForURL("**/");
        return page;
    }

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.MAIN)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true))
                .first()
                .click();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void settingsAndTheCertificateAreChanged(boolean scripts) {
        try (Chromium chromium = new Chromium(server.address());
                BrowserContext visitor = chromium.visitor(Chromium.WIDE, "en-US", scripts)) {
            Page page = signedIn(visitor);
            page.navigate("/system/general");
            page.fill("#public-address", "not an address");
            page.fill("#message", "Maintenance at noon");
            press(page, "Save");
            assertThat(page.locator("#public-address")).hasAttribute("aria-invalid", "true");
            assertThat(page.locator("#message")).hasValue("Maintenance at noon");
            page.fill("#public-address", "");
            press(page, "Save");
            assertThat(page.getByRole(AriaRole.COMPLEMENTARY)).containsText("Maintenance at noon");
            page.fill("#message", "");
            press(page, "Save");
            assertThat(page.getByRole(AriaRole.COMPLEMENTARY)).hasCount(0);

            page.navigate("/system/tls");
            page.fill("#hosts", "registry.example.com");
            press(page, "Make a certificate");
            assertThat(page.getByRole(AriaRole.MAIN)).containsText("registry.example.com");
        }
    }

    @Test
    void theStorageIsMovedWhileThePageIsOpen() throws Exception {
        // Where it stays: the server goes on with it.
        Path folder = server.home().resolve("elsewhere");
        try (Chromium chromium = new Chromium(server.address());
                BrowserContext visitor = chromium.visitor(Chromium.WIDE, "en-US", true)) {
            Page page = signedIn(visitor);
            page.navigate("/system/storage");
            page.check("input[name=kind][value=filesystem]");
            page.fill("#folder", "relative/folder");
            press(page, "Begin to move");
            assertThat(page.locator("#folder")).hasAttribute("aria-invalid", "true");
            page.fill("#folder", folder.resolve("blobs").toString());
            press(page, "Test");
            assertThat(page.locator("main .badge.ok").first()).isVisible();
            press(page, "Begin to move");
            // Without a reload by hand: the page looks again by itself.
            page.getByText("every object is in both").first().waitFor();
            page.reload();
            press(page, "Use the new store");
            assertThat(page.getByRole(AriaRole.MAIN))
                    .containsText(folder.resolve("blobs").toString());
            press(page, "The old store is no longer needed");
            assertThat(page.locator("#folder")).isVisible();
            try (var files = Files.walk(folder.resolve("blobs"))) {
                assertThat(files.filter(Files::isRegularFile).count()).isGreaterThan(1);
            }
            assertThat(Api.as(server.port(), "admin", server.adminPassword)
                            .get("/v2/console-org/web/manifests/1.0")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aJobIsStartedAndThePageShowsItsEnd() {
        try (Chromium chromium = new Chromium(server.address());
                BrowserContext visitor = chromium.visitor(Chromium.NARROW, "en-US", true)) {
            Page page = signedIn(visitor);
            page.navigate("/system/jobs");
            page.locator("section[aria-labelledby=job-check]")
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Start now"))
                    .click();
            page.waitForURL("**/system/jobs/runs/*");
            page.getByText("all holds.").first().waitFor();
        }
    }

    @Test
    void aDirectoryIsAddedTriedPreviewedAndSynchronized() throws Exception {
        try (Slapd slapd = Slapd.start("""
                        dn: uid=mia,ou=people,%1$s
                        objectClass: inetOrgPerson
                        uid: mia
                        cn: Mia Example
                        sn: Example
                        userPassword: %2$s
                        """.formatted(Slapd.SUFFIX, Slapd.PASSWORD), false);
                Chromium chromium = new Chromium(server.address());
                BrowserContext visitor = chromium.visitor(Chromium.WIDE, "en-US", true)) {
            Page page = signedIn(visitor);
            page.navigate("/system/sign-in/-/new?kind=ldap");
            page.fill("#name", "corp");
            page.fill("[name=servers]", slapd.url());
            page.selectOption("[name=encryption]", "none");
            page.fill("[name=bindDn]", Slapd.READER);
            page.fill("#secret", Slapd.PASSWORD);
            page.fill("[name='users.0.base']", "ou=people," + Slapd.SUFFIX);
            page.check("[name=createAccounts]");
            press(page, "Create");
            page.navigate("/system/sign-in/corp/syncs");
            press(page, "Test");
            assertThat(page.locator("main .badge.ok").first()).isVisible();
            press(page, "Preview");
            assertThat(page.getByText("mia").first()).isVisible();
            assertThat(page.getByRole(AriaRole.MAIN)).containsText("Accounts made: 1");
            press(page, "Synchronize now");
            page.waitForURL("**/system/sign-in/corp/syncs/*");
            page.getByText("Done.").first().waitFor();
            page.navigate("/users/mia");
            assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("mia");
        }
    }

    @Test
    void anotherSiteCannotShowItInAFrame() throws Exception {
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            byte[] html = ("<iframe id=f src='http://" + server.address() + "/login'></iframe>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, html.length);
            exchange.getResponseBody().write(html);
            exchange.close();
        });
        elsewhere.start();
        try (Chromium chromium = new Chromium(server.address());
                BrowserContext visitor = chromium.visitor(Chromium.WIDE, "en-US", true)) {
            Page page = visitor.newPage();
            StringBuilder said = new StringBuilder();
            page.onConsoleMessage(message -> said.append(message.text()));
            page.navigate("http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/");
            page.waitForTimeout(500);
            assertThat(said.toString()).contains("frame-ancestors");
            assertThat(page.frameLocator("#f").locator("#password").count()).isZero();
        } finally {
            elsewhere.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.com/",
                "//evil.example.com",
                "/%5Cevil.example.com",
                "/%09/evil.example.com"
            })
    void signingInLeadsNowhereElse(String to) {
        try (Chromium chromium = new Chromium(server.address());
                BrowserContext visitor = chromium.visitor(Chromium.WIDE, "en-US", true)) {
            Page page = visitor.newPage();
            page.navigate("/login?return=" + to);
            ConsoleLooksTest.signIn(page, "admin", server.adminPassword);
            page.waitForLoadState();
            assertThat(page.url()).startsWith("http://" + server.address() + "/");
        }
    }

    /** Whoever may push can push HTML; its address must not be a page of this origin. */
    @Test
    void aBlobOfHtmlIsNoPage() throws Exception {
        String html = "<!DOCTYPE html><script>document.title='ran'</script>";
        String digest = Sha256.of(html.getBytes(StandardCharsets.UTF_8));
        Api api = Api.as(server.port(), "admin", server.adminPassword);
        api.succeeds("POST", "/v2/console-org/web/blobs/uploads/?digest=" + digest, html);
        api.succeeds("PATCH", "/api/v1/repositories/console-org/web", "{\"isPublic\":true}");
        try (Chromium chromium = new Chromium(server.address());
                BrowserContext visitor = chromium.visitor(Chromium.WIDE, "en-US", true)) {
            Page page = signedIn(visitor);
            String token = Api.text(
                    api.get("/auth/token?service=" + server.address() + "&scope=repository:console-org/web:pull")
                            .body(),
                    "token");
            page.setExtraHTTPHeaders(Map.of("Authorization", "Bearer " + token));
            String shown;
            try {
                Response answer = page.navigate("/v2/console-org/web/blobs/" + digest);
                shown = answer == null ? "nothing" : answer.headerValue("content-type");
            } catch (com.microsoft.playwright.PlaywrightException download) {
                shown = "a download";
            }
            assertThat(page.title()).as("what the browser made of " + shown).isNotEqualTo("ran");
            assertThat(shown).doesNotContain("html");
        }
    }
}
