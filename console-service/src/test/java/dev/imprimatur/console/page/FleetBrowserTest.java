package dev.imprimatur.console.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import dev.imprimatur.console.Asks;
import dev.imprimatur.console.Chromium;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import io.restassured.RestAssured;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** In Debian's Chromium the fleet shows what its filter says, also live and after a look at another page. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
@EnabledIf("dev.imprimatur.console.Chromium#isThere")
class FleetBrowserTest {
    private static final String FILTERED = "/fleet?q=wanted";

    @Test
    void whatIsFilteredMeanwhileStaysFiltered() {
        published("wanted-1", "wanted");
        published("unwanted-1", "other");
        try (Playwright playwright = Chromium.playwright();
                com.microsoft.playwright.Browser browser = Chromium.launched(playwright)) {
            Page page = browser.newPage();
            page.navigate(address("/fleet"));
            assertThat(page.locator("#live-words")).hasText("Live");
            BlockingQueue<Route> late = new LinkedBlockingQueue<>();
            Predicate<Request> ofAll = request -> request.url().endsWith("/fleet") && isWhole(request);
            page.route("**/fleet", late::add);

            page.waitForRequest(ofAll, () -> published("unwanted-2", "another"));
            page.locator("#q").pressSequentially("wanted");
            assertThat(page.locator("#results")).not().containsText("other");
            assertThat(page).hasURL(address(FILTERED));

            page.waitForResponse(
                    answer -> answer.url().endsWith(FILTERED) && isWhole(answer.request()),
                    () -> late.remove().resume());
            assertThat(page.locator("#results")).containsText("wanted");
            assertThat(page.locator("#results")).not().containsText("other");
        }
    }

    @Test
    void whoGoesBackToAFilteredFleetSeesAllOfThePage() {
        published("wanted-2", "wanted");
        try (Playwright playwright = Chromium.playwright();
                com.microsoft.playwright.Browser browser = Chromium.launched(playwright)) {
            Page page = browser.newPage();
            page.navigate(address("/fleet"));
            page.locator("#q").pressSequentially("wanted");
            assertThat(page).hasURL(address(FILTERED));
            page.locator("#results a.cell").first().click();
            assertThat(page.locator("h1")).hasText("wanted/22.23.3/bookworm");

            page.goBack();

            assertThat(page).hasURL(address(FILTERED));
            assertThat(page.locator("header.top")).isVisible();
            assertThat(page.locator("#q")).hasValue("wanted");
        }
    }

    /** The page fetches itself, and htmx a part of it. */
    private static boolean isWhole(Request request) {
        return request.resourceType().equals("fetch");
    }

    private static String address(String path) {
        return "http://localhost:" + RestAssured.port + path;
    }

    private static void published(String rebuild, String family) {
        Wire.send(
                Topic.PUBLISH_COMPLETED,
                Wire.fixture(PublishCompleted.class, rebuild).replace("node", family));
        Wire.awaitEvents(rebuild, 1);
    }
}
