package dev.imprimatur.console.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.imprimatur.console.Asks;
import dev.imprimatur.console.Chromium;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import io.quarkus.test.common.WithTestResource;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** In Debian's Chromium the lines of a log that follow live look as those that were there when the page came. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
@EnabledIf("dev.imprimatur.console.Chromium#isThere")
class LogPageBrowserTest {
    private static final String LOG = "/api/logs/b-5555555555abcdef0123";

    @Test
    void linesThatFollowLiveSayWhenTheyCameIfThatIsWanted() {
        Others.say(LOG + "?timestamps=false", "==> one\n");
        Others.say(LOG + "?timestamps=true", "2026-11-24T03:00:12.575Z ==> one\n");
        // The second line comes in two parts, of which only the first one has a time.
        Others.say(
                LOG + "/follow",
                event(1, "2026-11-24T03:00:12.575Z ==> one\\n2026-11-24T03:00:13.100Z <b>sec")
                        + event(
                                2,
                                "ond</b>\\n2026-11-24T03:00:14.000Z \\n2026 is a year\\n2026-99-99T99Z is no time\\n")
                        + "event: end\ndata: {}\n\n");
        try (Playwright playwright = Chromium.playwright();
                com.microsoft.playwright.Browser browser = Chromium.launched(playwright)) {
            Page page = browser.newPage();
            String address = "http://localhost:" + RestAssured.port + "/logs/b-5555555555abcdef0123";

            page.navigate(address + "?times=true");
            assertThat(page.locator("#log-state")).hasText("5 lines, ended");
            assertThat(page.locator("#L2 time")).hasText("03:00:13.100");
            assertThat(page.locator("#L2 time")).hasAttribute("datetime", "2026-11-24T03:00:13.100Z");
            assertThat(page.locator("#L2 > span")).hasText("03:00:13.100 <b>second</b>");
            assertThat(page.locator("#L3 > span")).hasText("03:00:14.000");
            assertThat(page.locator("#L4 > span")).hasText("2026 is a year");
            assertThat(page.locator("#L5 > span")).hasText("2026-99-99T99Z is no time");

            page.click("text=Without times");
            assertThat(page.locator("#log-state")).hasText("5 lines, ended");
            assertThat(page.locator("#L1 > span")).hasText("==> one");
            assertThat(page.locator("#L2 > span")).hasText("<b>second</b>");
            assertThat(page.locator("#L3 > span")).isEmpty();
            assertThat(page.locator("#log time")).hasCount(0);
        }
    }

    private static String event(int id, String text) {
        return "id: " + id + "\nevent: log\ndata: {\"attempt\":1,\"text\":\"" + text + "\"}\n\n";
    }
}
