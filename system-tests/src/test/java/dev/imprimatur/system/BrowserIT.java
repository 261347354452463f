package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.simulation.Behaviour;
import dev.imprimatur.simulation.SimulatedEngine;
import java.io.IOException;
import java.net.URI;
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
 * killed is said to be away and makes good what was missed, and axe finds nothing. Where Chromium is not installed it
 * is skipped, and says so.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int DESKTOP = 1440;
    private static final int PHONE = 390;
    private static final int CUTS = 50;
    private static final Behaviour QUICK = new Behaviour(Duration.ofMillis(500), 0, 1);
    static final String REVISIONS = "#revs ~ table tbody tr";
    static final String CURRENT = REVISIONS + ":has-text('its tags name it')";
    private static final String ROLLED = "/images/browser-good/1.0.3/bookworm";

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
        engine = new SimulatedEngine(0, QUICK);
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
        pages.put("fleet-list", "/fleet?order=failures");
        pages.put("dead-letters", "/dead-letters");

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

        // It is not to end before it is cancelled.
        engine.behave(new Behaviour(Duration.ofSeconds(10), 0, 1));
        start(page, "?type=all", "to be cancelled");
        page.click("text=Cancel it…");
        page.fill("#cancel-reason", "cancelled on a page");
        // The page goes on while it asks, and takes away nothing that was typed.
        await().atMost(LIMIT).until(() -> page.textContent("#images").contains("of 9"));
        assertThat(Chromium.wrongs(page, "cancel")).isEmpty();
        page.click("main button.danger");
        await().atMost(LIMIT).until(() -> page.textContent("h1").contains("“to be cancelled” was cancelled"));
        engine.behave(QUICK);

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
        return signedIn(stack.script(), "admin-token-file");
    }

    private static Page signedIn(Script script, String owner) {
        String link = script.ok(LIMIT, "open", "--print").strip();
        Page page = chromium.open(link, DESKTOP, ColorScheme.LIGHT);
        assertThat(Chromium.wrongs(page, "sign-in")).isEmpty();
        page.click("main button");
        page.waitForURL("**/fleet");
        assertThat(page.textContent("footer")).contains("Signed in as " + owner);
        return page;
    }

    /** To an earlier revision and back to the tags in the registry, with the mouse and a reason alone. */
    @Test
    @Order(7)
    void aRollbackByClicksSetsTheTagsBack() {
        Page page = signedIn();
        page.navigate(console + ROLLED);
        // Other tests have published to the same registry before.
        String former = page.getAttribute(REVISIONS + ":nth-child(2)", "id");
        String left = digest(page, REVISIONS + ":nth-child(1)");
        String back = digest(page, "#" + former);

        page.click("#" + former + " summary");
        page.fill("#" + former + "-reason", "it was better before");
        assertThat(Chromium.wrongs(page, "roll-back")).isEmpty();
        page.click("#" + former + " button.danger");

        page.waitForURL("**/rollbacks/*");
        await().atMost(LIMIT)
                .until(() -> page.textContent("main").contains("Tags that went back")
                        && page.textContent("main").contains("Blocked"));
        assertThat(page.textContent("main")).contains("it was better before").contains(left);
        assertThat(Rebuilds.digest(tag())).contains(back);
        page.navigate(console + ROLLED);
        assertThat(digest(page, CURRENT)).isEqualTo(back);
    }

    static String digest(Page page, String row) {
        return page.getAttribute(row + " code[title^='sha256:']", "title");
    }

    /** Buttons are off for who did not sign in and for who may only read; what others send in their name is refused. */
    @Test
    @Order(8)
    void whoMayNotActIsRefused() throws IOException {
        String before = Rebuilds.digest(tag()).orElseThrow();
        StrangeForms forms = new StrangeForms(console, ROLLED);
        Page stranger = chromium.open(console + ROLLED, DESKTOP, ColorScheme.LIGHT);
        assertThat(StrangeForms.off(stranger)).isNotEmpty().allMatch(words -> words.contains("needs a sign-in"));

        String token = stack.script()
                .ok(LIMIT, "tokens", "create", "--owner", "reader", "--scope", "read")
                .strip();
        Page reader = signedIn(new Script(stack.script().home(), Map.of("IMPRIMATUR_TOKEN", token)), "reader");
        reader.navigate(console + ROLLED);
        assertThat(StrangeForms.off(reader)).isNotEmpty().allMatch(words -> words.contains("needs the scope rollback"));
        assertThat(reader.querySelectorAll("main form[method=post]")).isEmpty();
        assertThat(forms.post(reader, "")).isEqualTo(403);

        Page admin = signedIn();
        admin.navigate(console + ROLLED);
        assertThat(admin.querySelectorAll("main form[method=post]")).isNotEmpty();
        // With the session's cookie, and without what the forms of its pages hold.
        assertThat(forms.post(admin, "")).isEqualTo(403);
        assertThat(forms.post(admin, "forged")).isEqualTo(403);
        assertThat(forms.fromElsewhere(admin)).isEqualTo(403);
        assertThat(Rebuilds.digest(tag())).contains(before);
        // Each refusal is an error to the browser.
        chromium.errors();
    }

    private static ImageReference tag() {
        return ImageReference.parse(System.getenv("IMPRIMATUR_REGISTRY") + "/browser-good-bookworm:1.0.3");
    }

    /** One page loses its connections all the time, one lies frozen in the background: both end on what REST says. */
    @Test
    @Order(9)
    void fiftyCutsAndABackgroundLoseNoUpdate() throws IOException {
        engine.behave(new Behaviour(Duration.ofSeconds(2), 0, 1));
        RebuildId cut = rebuilds.all();
        try (CutProxy proxy = new CutProxy(URI.create(console), "beat")) {
            Page page = chromium.open("about:blank", DESKTOP, ColorScheme.LIGHT);
            // A page waits a second or two before it asks again: fifty of them are no part of the promise.
            page.addInitScript("const slow = window.setTimeout; window.setTimeout = (what, wait, ...more) =>"
                    + " slow(what, wait >= 1000 && wait <= 3000 ? wait / 20 : wait, ...more)");
            await().atMost(LIMIT)
                    .until(() ->
                            page.navigate(proxy.address() + "/rebuilds/" + cut).status() == 200);
            Page behind = chromium.open(proxy.address() + "/fleet", DESKTOP, ColorScheme.LIGHT);
            awaitState(behind, "Live");
            CDPSession session = behind.context().newCDPSession(behind);
            Chromium.setLifecycle(session, "frozen");

            for (int cuts = 1; cuts <= CUTS; cuts++) {
                // Each stream begins with a beat, so this one is of another than the one before.
                int before = proxy.seen();
                proxy.cut();
                await().atMost(LIMIT)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> proxy.seen() > before);
            }
            rebuilds.completed(cut, LIMIT);
            engine.behave(QUICK);
            Chromium.setLifecycle(session, "active");
            behind.bringToFront();

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(ShownImages.onPage(page, "#images tr", "td:first-child a"))
                            .isEqualTo(ShownImages.byRest(console, "/api/rebuilds/" + cut + "/images"))
                            .hasSize(8));
            // The rebuild's own end comes after that of its images.
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(page.textContent("h1"))
                            .contains("8 published")
                            .contains("1 failed"));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(ShownImages.onPage(behind, "#results td", "a.cell"))
                            .isEqualTo(ShownImages.byRest(console, "/api/images"))
                            .hasSize(8));
            // What they could not reach is an error to the browser.
            chromium.closePages();
        }
        chromium.errors();
    }

    @Test
    @Order(10)
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
