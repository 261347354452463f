package dev.imprimatur.console.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import dev.imprimatur.console.Asks;
import dev.imprimatur.console.Browser;
import dev.imprimatur.console.Chromium;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.WithToken;
import io.quarkus.test.common.WithTestResource;
import io.restassured.RestAssured;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** In Debian's Chromium the preview follows what is typed. Without script it comes by its button: StartPageTest. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
@EnabledIf("dev.imprimatur.console.Chromium#isThere")
class StartPageBrowserTest {
    private static final String ONE = "'images':[{'image':'app/1/a','why':[{'kind':'all'}],'tags':[]}]";

    @Test
    void thePreviewFollowsWhatIsTyped() {
        plan("'images':[{'image':'app/1/a','why':[{'kind':'all'}],'tags':['app:1']}],"
                + "'tags':[{'tag':'app:1','kind':'new','to':'app/1/a'}],'estimatedSeconds':90");
        try (Playwright playwright = Chromium.playwright();
                com.microsoft.playwright.Browser browser = Chromium.launched(playwright)) {
            Page page = browser.newPage();
            List<String> troubles = new CopyOnWriteArrayList<>();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error")) {
                    troubles.add(message.text());
                }
            });
            String console = "http://localhost:" + RestAssured.port;
            page.navigate(console + "/sign-in?code=" + Browser.code(WithToken.token()));
            page.click("main button");
            page.navigate(console + "/rebuilds/new");
            assertThat(page.locator("h1")).hasText("Which images are to be rebuilt?");
            page.evaluate("window.before = true");

            page.check("[name=type][value=all]");
            assertThat(page.locator("h1")).hasText("1 image, about 1 min 30 s; tags: 1 new.");
            page.fill("#reason", "a fix in openssl");
            page.selectOption("#priority", "security");
            plan("'images':[{'image':'app/1/a','why':[{'kind':'all'}],'tags':['app:1']},"
                    + "{'image':'app/2/a','why':[{'kind':'all'}],'tags':[]}],'tags':[{'tag':'app:1','kind':'backward',"
                    + "'from':'app/2/a','to':'app/1/a','needs':'backward'}],'refused':'app:1 would move backward'");
            page.check("[name=type][value=select]");
            assertThat(page.locator("#said")).containsText("pattern: expected family/version/variant");
            page.locator("#select").pressSequentially("app/*/*");

            assertThat(page.locator("h1")).containsText("2 images");
            assertThat(page.locator("#plan")).containsText("It is refused unless you allow it.");
            assertThat(page.locator("#plan [name=allow]")).not().isChecked();
            assertThat(page.locator("#reason")).hasValue("a fix in openssl");
            assertThat(page.locator("#priority")).hasValue("security");
            assertThat(page.locator("#select")).isFocused();
            assertThat(page).hasURL(Pattern.compile(".*[?&]type=select&select=app%2F\\*%2F\\*.*"));
            assertThat(page.locator("#command")).containsText("--select 'app/*/*' --dry-run");
            assertThat(page.locator("#plan form [name=select]")).hasValue("app/*/*");

            Others.refuse("/api/plan");
            page.fill("#select", "none/*/*");
            assertThat(page.locator("h1")).hasText("That cannot be planned.");
            assertThat(page.locator("#plan .primary")).hasCount(0);
            plan("'images':[{'image':'app/1/a','why':[],'tags':[]}]");
            page.fill("#select", "app/1/*");
            assertThat(page.locator("h1")).containsText("1 image");
            assertThat(page.locator("#reason")).hasValue("a fix in openssl");
            assertThat(page.evaluate("window.before")).as("never loaded again").isEqualTo(true);
            assertThat(troubles).isEmpty();

            page.route("**/rebuilds/new?*", Route::abort);
            page.fill("#select", "app/2/*");
            assertThat(page.locator("h1")).hasText("It is not known what would be rebuilt.");
            assertThat(page.locator("#plan .primary")).hasCount(0);
            page.unroute("**/rebuilds/new?*");
            page.click("text=Preview");
            assertThat(page.locator("h1")).containsText("1 image");
            assertThat(page.locator("#reason")).hasValue("a fix in openssl");
        }
    }

    /** A choice without a reason is followed as well, else the button would start the one before. */
    @Test
    void thePreviewFollowsTheChoiceWhileThereIsNoReason() {
        try (Playwright playwright = Chromium.playwright();
                com.microsoft.playwright.Browser browser = Chromium.launched(playwright)) {
            Page page = opened(browser);
            plan(ONE);
            page.check("[name=type][value=all]");
            assertThat(page.locator("#plan form [name=type]")).hasValue("all");
            assertThat(page.locator("#plan .primary")).isEnabled();

            page.check("[name=type][value=select]");
            page.fill("#select", "app/1/*");
            assertThat(page.locator("#plan form [name=type]")).hasValue("select");
            assertThat(page.locator("#plan form [name=select]")).hasValue("app/1/*");

            plan(ONE.replace("app/1/a", "app/3/a"));
            page.click("text=Preview");
            assertThat(page.locator("#plan")).containsText("app/3/a");

            page.click("#plan .primary");
            assertThat(page).hasURL(Pattern.compile(".*/rebuilds/new\\?.*"));
            page.fill("#reason", "a fix in openssl");
            page.selectOption("#priority", "security");
            page.click("#plan .primary");
            assertThat(page).hasURL(Pattern.compile(".*/rebuilds/(?!new).*"));
            assertThat(page.locator("main")).containsText("a fix in openssl");
        }
    }

    /** One plan at a time, and of those that are asked for meanwhile the last one; what is typed meanwhile stays. */
    @Test
    void whileAPreviewIsOnItsWayWhyCanBeTypedAndOneMoreIsAskedFor() {
        try (Playwright playwright = Chromium.playwright();
                com.microsoft.playwright.Browser browser = Chromium.launched(playwright)) {
            Page page = opened(browser);
            plan(ONE);
            page.check("[name=type][value=all]");
            assertThat(page.locator("#plan .primary")).isEnabled();
            page.fill("#reason", "typed before");
            List<Route> held = new CopyOnWriteArrayList<>();
            page.route("**/rebuilds/new?*", held::add);

            page.check("[name=type][value=stale]");
            page.waitForCondition(() -> held.size() == 1);
            page.check("[name=type][value=failed]");
            page.check("[name=type][value=all]");
            page.fill("#reason", "typed meanwhile ".repeat(40).strip());
            page.selectOption("#priority", "security");
            page.evaluate("void fetch('/rebuilds/new?last')");
            page.waitForCondition(() -> held.size() == 2);
            assertThat(held.getLast().request().url())
                    .as("nothing else was asked for before")
                    .endsWith("last");
            held.removeLast().resume();
            held.getFirst().resume();

            page.waitForCondition(() -> held.size() == 2);
            assertThat(held.getLast().request().url()).contains("type=all").doesNotContain("reason");
            held.getLast().resume();
            assertThat(page.locator("#plan .primary")).isEnabled();
            assertThat(page.locator("#plan form [name=type]")).hasValue("all");
            assertThat(page.locator("#reason"))
                    .hasValue("typed meanwhile ".repeat(40).strip());
            assertThat(page.locator("#priority")).hasValue("security");
            assertThat(page.url()).doesNotContain("meanwhile");
        }
    }

    @Test
    void whereTheConsoleRefusesAPreviewThePageSaysSo() {
        try (Playwright playwright = Chromium.playwright();
                com.microsoft.playwright.Browser browser = Chromium.launched(playwright)) {
            Page page = opened(browser);
            plan(ONE);
            page.check("[name=type][value=all]");
            assertThat(page.locator("#command")).containsText("--all --dry-run");
            page.fill("#reason", "typed before");
            page.route("**/rebuilds/new?*", route -> route.fulfill(new Route.FulfillOptions().setStatus(429)));

            page.click("text=Preview");

            assertThat(page.locator("h1")).hasText("It is not known what would be rebuilt.");
            assertThat(page.locator("#plan")).hasText("The console answered with status 429: load the page again.");
            assertThat(page.locator("#command")).isEmpty();
            assertThat(page.locator("#reason")).isHidden();

            // One that never answers keeps no other from being asked for.
            page.unroute("**/rebuilds/new?*");
            page.route("**/rebuilds/new?*", route -> {});
            page.evaluate("document.getElementById('choice').setAttribute('hx-request', '\"timeout\": 100')");
            page.click("text=Preview");
            assertThat(page.locator("#plan")).hasText("The console did not answer: press Preview to ask again.");
            page.unroute("**/rebuilds/new?*");
            page.evaluate("document.getElementById('choice').setAttribute('hx-request', '\"timeout\": 90000')");
            page.click("text=Preview");
            assertThat(page.locator("#plan .primary")).isEnabled();
        }
    }

    private static Page opened(com.microsoft.playwright.Browser browser) {
        Page page = browser.newPage();
        String console = "http://localhost:" + RestAssured.port;
        page.navigate(console + "/sign-in?code=" + Browser.code(WithToken.token()));
        page.click("main button");
        page.navigate(console + "/rebuilds/new");
        return page;
    }

    private static void plan(String content) {
        Others.say("/api/plan", ("{'revision':'one'," + content + "}").replace('\'', '"'));
    }
}
