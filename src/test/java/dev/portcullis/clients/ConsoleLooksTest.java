package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every page in real Chromium, light and dark, wide and on a phone, in both languages: axe finds nothing, nothing
 * scrolls sideways, nothing is refused by the pages' own policy. What it looked like is in target/screenshots.
 */
@ExtendWith(ClientsExtension.class)
class ConsoleLooksTest {
    static final List<String> PAGES = List.of(
            "/",
            "/search?q=web",
            "/search?q=web:1",
            "/search?q=nothing-at-all",
            "/repositories",
            "/search?q=label:org.opencontainers.image.source",
            "/repositories?sort=pulls",
            "/repositories?q=nothing-at-all",
            "/repositories/-/new",
            "/repositories/console-org/web",
            "/repositories/console-org/empty",
            "/repositories/" + ConsoleWorld.LONGEST,
            "/repositories/console-org/web/-/edit",
            "/repositories/console-org/web/-/tags",
            "/repositories/console-org/many/-/tags",
            "/repositories/console-org/empty/-/tags",
            "/repositories/" + ConsoleWorld.LONGEST + "/-/tags",
            "/repositories/console-org/web/-/tags/latest",
            "/repositories/console-org/web/-/tags/1.0",
            "/repositories/console-org/web/-/tags/1.0/manifest",
            "/repositories/console-org/web/-/tags/1.0/compare?with=1.1",
            "/repositories/console-org/web/-/delete-tags?tag=1.0&tag=1.1",
            "/repositories/console-org/web/-/permissions?account=console-ana&action=push",
            "/repositories/console-org/web/-/activity",
            "/repositories/console-org/web/-/settings",
            "/repositories/console-org/web/-/delete",
            "/repositories/console-org/none",
            "/organizations",
            "/organizations/-/new",
            "/organizations/console-org",
            "/organizations/console-org/teams",
            "/organizations/console-org/teams/developers",
            "/organizations/console-org/robots",
            "/organizations/console-org/robots/console-org+ci",
            "/organizations/console-org/settings",
            "/organizations/console-org/settings/delete",
            "/users",
            "/users/-/new",
            "/users/console-ana",
            "/users/console-ana/delete",
            "/account",
            "/account/tokens",
            "/system/general",
            "/system/tls",
            "/system/storage",
            "/system/proxy",
            "/system/sign-in",
            "/system/sign-in/console-corp",
            "/system/sign-in/console-corp/syncs",
            "/system/sign-in/local",
            "/system/sign-in/-/new?kind=ldap",
            "/system/sign-in/-/new?kind=oidc",
            "/system/health",
            "/system/garbage",
            "/system/backup",
            "/system/jobs",
            "/system/jobs/runs/1",
            "/system/audit",
            "/system/audit?result=nonsense");

    /** The most that a first visit may load of HTML, CSS and JS, compressed. */
    private static final int BUDGET = 150_000;

    /** Each pair of width, language and theme is in one of these: all eight together take a quarter of an hour. */
    static Stream<Arguments> looks() {
        return Stream.of(
                Arguments.of(Chromium.WIDE, "en", "light"),
                Arguments.of(Chromium.WIDE, "zh", "dark"),
                Arguments.of(Chromium.NARROW, "en", "dark"),
                Arguments.of(Chromium.NARROW, "zh", "light"));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void everyPageIsForEveryone(int width, String language, String theme, RegistryServer server) {
        new ConsoleWorld(server.port(), server.adminPassword).fill();
        assertThat(look(server.address(), server.adminPassword, width, language, theme))
                .isEmpty();
    }

    /** What is wrong with the pages when they are looked at like that. */
    static List<String> look(String address, String password, int width, String language, String theme) {
        List<String> wrong = new ArrayList<>();
        try (Chromium chromium = new Chromium(address);
                BrowserContext visitor = chromium.visitor(width, language.equals("zh") ? "zh-CN" : "en-US", true)) {
            Page page = visitor.newPage();
            page.emulateMedia(new Page.EmulateMediaOptions()
                    .setColorScheme(theme.equals("dark") ? ColorScheme.DARK : ColorScheme.LIGHT));
            page.onConsoleMessage(message -> {
                if (message.type().equals("error") && !message.text().contains("status of 4")) {
                    wrong.add(page.url() + ": " + message.text());
                }
            });
            page.navigate("/login");
            check(page, "login", width, language, theme, wrong);
            signIn(page, "admin", password);
            for (String path : PAGES) {
                page.navigate(path);
                check(page, path, width, language, theme, wrong);
            }
        }
        return wrong;
    }

    static void signIn(Page page, String name, String password) {
        page.fill("#name", name);
        page.fill("#password", password);
        page.click("main button");
    }

    private static void check(Page page, String path, int width, String language, String theme, List<String> wrong) {
        for (Rule rule : new AxeBuilder(page).analyze().getViolations()) {
            wrong.add("%s (%d %s %s): %s: %s"
                    .formatted(
                            path,
                            width,
                            language,
                            theme,
                            rule.getId(),
                            rule.getNodes().getFirst().getHtml()));
        }
        int beyond = (int) page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (beyond > 0) {
            wrong.add("%s (%d %s): scrolls sideways by %d".formatted(path, width, language, beyond));
        }
        String name = path.replaceAll("[^a-z0-9]+", "-");
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of(
                        "target",
                        "screenshots",
                        language + "-" + theme + "-" + width,
                        name.substring(0, Math.min(name.length(), 60)) + "-" + Integer.toHexString(path.hashCode())
                                + ".png")));
    }

    @Test
    void aFirstVisitIsSmallAndAsksNobodyElse(RegistryServer server) {
        try (Chromium chromium = new Chromium(server.address());
                BrowserContext visitor = chromium.visitor(Chromium.WIDE, "en-US", true)) {
            Page page = visitor.newPage();
            List<String> elsewhere = new ArrayList<>();
            String loaded = "performance.getEntries().reduce((all, one) => all + (one.decodedBodySize || 0), 0)";
            page.onRequest(request -> {
                if (!request.url().startsWith("http://" + server.address() + "/")) {
                    elsewhere.add(request.url());
                }
            });
            page.navigate("/login");
            int login = ((Number) page.evaluate(loaded)).intValue();
            signIn(page, "admin", server.adminPassword);
            assertThat(page.url()).endsWith("/");
            assertThat(elsewhere).isEmpty();
            // Not even compressed it comes near.
            assertThat(login + ((Number) page.evaluate(loaded)).intValue()).isBetween(1_000, BUDGET);
        }
    }
}
