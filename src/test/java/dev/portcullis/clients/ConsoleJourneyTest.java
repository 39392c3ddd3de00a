package dev.portcullis.clients;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people come for, in real Chromium: by mouse with scripts and without, and by keyboard alone. */
@ExtendWith(ClientsExtension.class)
class ConsoleJourneyTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOrganizationIsMadeAndItsRepositoryGrantedPushedExplainedAndDeleted(boolean scripts, RegistryServer server) {
        String org = scripts ? "journey" : "journey-plain";
        ConsoleWorld world = new ConsoleWorld(server.port(), server.adminPassword);
        world.fill();
        try (Chromium chromium = new Chromium(server.address());
                BrowserContext visitor = chromium.visitor(Chromium.WIDE, "en-US", scripts)) {
            Page page = visitor.newPage();
            page.navigate("/organizations/-/new");
            // What was asked for comes after signing in.
            ConsoleLooksTest.signIn(page, "admin", server.adminPassword);
            page.fill("#name", org);
            press(page, "Create");
            assertThat(page.getByRole(AriaRole.STATUS)).hasText(org + " was created.");
            page.fill("#user", "console-ana");
            press(page, "Add");
            assertThat(page.getByRole(AriaRole.ROWHEADER)).hasText(new String[] {"admin", "console-ana"});

            page.navigate("/repositories/-/new?namespace=" + org);
            page.fill("#path", "web");
            press(page, "Create");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Permissions"))
                    .click();
            page.fill("#subject", "user:console-ana");
            page.selectOption("#role", "read-only");
            press(page, "Grant");
            page.fill("#account", "console-ana");
            page.selectOption("#action", "push");
            press(page, "Explain");
            assertThat(page.getByText("Not enough")).isVisible();

            world.image(org + "/web", "1.0", "journey");
            page.navigate("/repositories/" + org + "/web/-/tags");
            page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Select 1.0"))
                    .check();
            press(page, "Delete selected…");
            press(page, "Delete");
            assertThat(page.getByText("No tags yet")).isVisible();

            page.navigate("/repositories/" + org + "/web/-/delete");
            page.fill("#typed", "web");
            press(page, "Delete");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("That is not the name");
            page.fill("#typed", org + "/web");
            press(page, "Delete");
            assertThat(page.getByRole(AriaRole.STATUS)).hasText(org + "/web was deleted.");
        }
    }

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.MAIN)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    @Test
    void theKeyboardAloneIsEnough(RegistryServer server) {
        new ConsoleWorld(server.port(), server.adminPassword).fill();
        try (Chromium chromium = new Chromium(server.address());
                BrowserContext visitor = chromium.visitor(Chromium.WIDE, "en-US", true)) {
            Page page = visitor.newPage();
            page.navigate("/login");
            page.keyboard().type("admin");
            page.keyboard().press("Tab");
            page.keyboard().type(server.adminPassword);
            page.keyboard().press("Enter");
            page.waitForURL("**/");
            page.keyboard().press("Tab");
            assertThat(page.getByText("Skip to the content")).isFocused();
            page.keyboard().press("/");
            assertThat(page.locator("#q")).isFocused();
            page.keyboard().type("console-org/web:1.1");
            page.keyboard().press("Enter");
            page.waitForURL("**/search?q=*");
            page.keyboard().press("Tab");
            page.keyboard().press("Enter");
            page.locator("main").focus();
            page.keyboard().press("Tab");
            page.keyboard().press("Enter");
            page.waitForURL("**/repositories/console-org/web/-/tags/1.1");
            page.locator("details.menu summary").focus();
            page.keyboard().press("Enter");
            assertThat(page.getByText("Access tokens")).isVisible();
            page.keyboard().press("Escape");
            assertThat(page.getByText("Access tokens")).isHidden();
            assertThat(page.evaluate("document.activeElement.tagName")).isEqualTo("SUMMARY");
        }
    }

    @Test
    void whatPeopleWroteRunsNowhere(RegistryServer server) {
        ConsoleWorld world = new ConsoleWorld(server.port(), server.adminPassword);
        world.fill();
        try (Chromium chromium = new Chromium(server.address());
                BrowserContext visitor = chromium.visitor(Chromium.WIDE, "en-US", true)) {
            Page page = visitor.newPage();
            boolean[] ran = new boolean[1];
            page.onDialog(dialog -> {
                ran[0] = true;
                dialog.dismiss();
            });
            page.navigate("/login");
            ConsoleLooksTest.signIn(page, "admin", server.adminPassword);
            page.navigate("/repositories/console-org/empty/-/edit");
            page.fill(
                    "#text",
                    "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>\n\n[x](javascript:alert(4))"
                            + "\n\n`<style>@import 'x'</style>` <a href=\"javascript:alert(5)\">y</a>");
            press(page, "Save");
            page.waitForURL("**/repositories/console-org/empty");
            page.navigate("/repositories");
            page.navigate("/search?q=%3Cscript%3Ealert(6)%3C%2Fscript%3E");
            assertThat(ran[0]).isFalse();
            assertThat((Integer) page.evaluate("document.querySelectorAll('main script, main img, main svg').length"))
                    .isZero();
        }
    }
}
