package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.simulation.Behaviour;
import dev.imprimatur.simulation.SimulatedEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The web console in a real browser, while real rebuilds run: what moves does so without a reload, a console that was
 * killed is said to be away and makes good what was missed, and axe finds nothing. Where Chromium is not installed it is
 * skipped, and says so.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int DESKTOP = 1440;
    private static final int PHONE = 390;

    private static SimulatedEngine engine;
    private static Stack stack;
    private static Rebuilds rebuilds;
    private static Chromium chromium;
    private static String console;
    private static RebuildId rebuild;

    @BeforeAll
    static void up() throws IOException {
        Assumptions.assumeTrue(
                Chromium.isThere(), () -> Chromium.PROGRAM + " is missing: on Debian, apt-get install chromium");
        engine = new SimulatedEngine(0, new Behaviour(Duration.ofMillis(500), 0, 1));
        stack = Stack.on(
                TestCatalog.empty("browser")
                        .with("good", 8, "RUN simulated")
                        .with("bad", 1, "RUN " + Behaviour.PERMANENT_FAILURE)
                        .folder(),
                Map.of("JAVA_TOOL_OPTIONS", "-Dimprimatur.engine.host=" + engine.address()));
        rebuilds = new Rebuilds(stack);
        console = stack.address("IMPRIMATUR_CONSOLE");
        chromium = new Chromium();
        // Playwright works in the thread that made it.
        Awaitility.pollInSameThread();
    }

    @AfterAll
    static void down() {
        Awaitility.reset();
        if (chromium != null) {
            chromium.close();
        }
        if (stack != null) {
            stack.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    @AfterEach
    void nothingWentWrongInside() {
        chromium.closePages();
        assertThat(chromium.errors()).isEmpty();
    }

    @Test
    @Order(1)
    void theFirstDaySaysWhatToDo() {
        Page page = chromium.open(console, DESKTOP, ColorScheme.LIGHT);

        assertThat(page.url()).endsWith("/fleet");
        assertThat(page.textContent("h1")).contains("Nothing is published yet");
        assertThat(page.textContent("main")).contains("./imprimatur rebuild --all");
        assertThat(Chromium.wrongs(page, "first-day")).isEmpty();
    }

    @Test
    @Order(2)
    void aRebuildMovesWithoutAReload() {
        Page fleet = chromium.open(console, DESKTOP, ColorScheme.LIGHT);
        rebuild = rebuilds.all();
        Page page = chromium.open(console + "/rebuilds", DESKTOP, ColorScheme.LIGHT);
        // The list is live too.
        await().atMost(LIMIT).until(() -> page.content().contains(rebuild.value()));
        page.navigate(console + "/rebuilds/" + rebuild);
        List.of(fleet, page).forEach(each -> each.evaluate("window.stayed = true"));

        Set<String> headlines = new LinkedHashSet<>();
        await().atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    headlines.add(page.textContent("h1").replaceAll(".*?(\\d+ of \\d+ images).*", "$1"));
                    return page.textContent("h1").contains("failed");
                });

        assertThat(headlines)
                .filteredOn(each -> each.matches("\\d+ of 9 images"))
                .hasSizeGreaterThan(2);
        assertThat(page.textContent("h1")).contains("8 published").contains("1 failed");
        await().atMost(LIMIT).until(() -> fleet.textContent("h1").contains("9 images"));
        assertThat(fleet.textContent("main"))
                .contains("browser-bad/1.0.0/bookworm")
                .contains("newly failing");
        assertThat(List.of(fleet, page)).allMatch(each -> (boolean) each.evaluate("window.stayed"));
    }

    @Test
    @Order(3)
    void pagesCanBeReadByEveryoneOnEveryScreen() {
        Map<String, String> pages = new TreeMap<>(Map.of(
                "fleet", "/fleet",
                "rebuilds", "/rebuilds",
                "rebuild", "/rebuilds/" + rebuild,
                "image", "/images/browser-good/1.0.3/bookworm",
                "failed", "/images/browser-bad/1.0.0/bookworm",
                "activity", "/activity",
                "queue", "/queue",
                "workers", "/workers",
                "drift", "/drift",
                "mirrors", "/mirrors"));
        pages.put("start", "/rebuilds/new?type=all");

        pages.forEach((name, path) -> {
            Page page = chromium.open(console + path, DESKTOP, ColorScheme.LIGHT);
            assertThat(Chromium.wrongs(page, name)).as(name).isEmpty();
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            assertThat(Chromium.wrongs(page, name + "-dark"))
                    .as(name + ", dark")
                    .isEmpty();
            page.setViewportSize(PHONE, 844);
            assertThat(Chromium.wrongs(page, name + "-phone"))
                    .as(name + ", phone")
                    .isEmpty();
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .as(name + " scrolls sideways on a phone")
                    .isLessThanOrEqualTo(PHONE);
            page.close();
        });
    }

    @Test
    @Order(4)
    void fromARedCellToTheLineThatSaysWhyInTwoClicks() {
        Page page = chromium.open(console + "/fleet?state=newly-failing", DESKTOP, ColorScheme.LIGHT);
        assertThat(page.textContent("main")).doesNotContain("browser-good/");

        page.click("text=Its log");

        page.waitForURL("**/logs/**");
        assertThat(page.textContent("main")).contains("simulate-permanent-failure");
        assertThat(Chromium.wrongs(page, "log")).isEmpty();
    }

    @Test
    @Order(5)
    void whatIsSafeToPullIsSaidFirst() {
        Page page = chromium.open(console + "/find?q=browser-good-bookworm:1.0.3", DESKTOP, ColorScheme.LIGHT);

        assertThat(page.url()).endsWith("/images/browser-good/1.0.3/bookworm");
        await().atMost(LIMIT).untilAsserted(() -> {
            page.reload();
            assertThat(page.textContent("main")).contains("Safe to pull.");
        });
        assertThat(page.textContent("main")).contains("/browser-good-bookworm@sha256:");
    }

    /** From the printed link to the end of a rebuild, with the mouse and a reason alone. */
    @Test
    @Order(6)
    void whoSignedInActsOnPages() {
        Page page = signedIn();

        start(page, "?type=select&select=browser-good/1.0.3/bookworm", "asked for on a page");
        await().atMost(LIMIT).until(() -> page.textContent("h1").contains("“asked for on a page” succeeded"));

        start(page, "?type=all", "to be cancelled");
        page.click("text=Cancel it…");
        page.fill("#cancel-reason", "cancelled on a page");
        // The page goes on while it asks, and takes away nothing that was typed.
        await().atMost(LIMIT).until(() -> page.textContent("#images").contains("of 9"));
        assertThat(Chromium.wrongs(page, "cancel")).isEmpty();
        page.click("main button.danger");
        await().atMost(LIMIT).until(() -> page.textContent("h1").contains("“to be cancelled” was cancelled"));

        page.navigate(console + "/dead-letters");
        assertThat(Chromium.wrongs(page, "dead-letters")).isEmpty();
        page.navigate(console + "/activity");
        page.click("text=Audit");
        assertThat(page.textContent("main")).contains("cancelled on a page", "admin-token-file, by page");
        assertThat(Chromium.wrongs(page, "audit")).isEmpty();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(Chromium.wrongs(page, "audit-dark")).isEmpty();
        page.setViewportSize(PHONE, 844);
        assertThat(Chromium.wrongs(page, "audit-phone")).isEmpty();
        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(PHONE);
        page.navigate(console + "/images/browser-good/1.0.3/bookworm");
        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(PHONE);
        page.click("text=Sign out");
        page.waitForURL("**/fleet");
        assertThat(page.textContent("footer")).doesNotContain("Signed in as");
    }

    private static void start(Page page, String choice, String reason) {
        page.navigate(console + "/rebuilds/new" + choice);
        assertThat(Chromium.wrongs(page, "start-signed-in")).isEmpty();
        page.fill("#reason", reason);
        page.click("main button.primary");
        page.waitForURL("**/rebuilds/rb-*");
    }

    private static Page signedIn() {
        String link = stack.script().ok(LIMIT, "open", "--print").strip();
        Page page = chromium.open(link, DESKTOP, ColorScheme.LIGHT);
        assertThat(Chromium.wrongs(page, "sign-in")).isEmpty();
        page.click("main button");
        page.waitForURL("**/fleet");
        assertThat(page.textContent("footer")).contains("Signed in as admin-token-file");
        return page;
    }

    @Test
    @Order(7)
    void aConsoleThatWasKilledIsSaidToBeAwayAndNothingIsMissed() {
        Page page = signedIn();
        page.navigate(console + "/rebuilds");
        page.evaluate("window.stayed = true");
        awaitState(page, "Live");

        stack.kill("console");
        awaitState(page, "Not live since");
        RebuildId missed = rebuilds.all();
        rebuilds.completed(missed, LIMIT);
        stack.up();

        awaitState(page, "Live");
        await().atMost(LIMIT).until(() -> page.content().contains(missed.value()));
        assertThat((boolean) page.evaluate("window.stayed")).isTrue();
        page.reload();
        assertThat(page.textContent("footer")).contains("Signed in as admin-token-file");
        // It could not be reached meanwhile.
        chromium.errors();
    }

    private static void awaitState(Page page, String words) {
        await().atMost(LIMIT).until(() -> page.textContent("#live-words").startsWith(words));
    }
}
