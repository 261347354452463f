package dev.imprimatur.system;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Debian's Chromium, as a reader has it. What goes wrong inside of pages is kept. */
final class Chromium implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path SHOTS = Path.of("target/browser");

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final Browser browser = playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(PROGRAM)
                    // Tests run as root, in containers too.
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();

    /** Whether it is installed. */
    static boolean isThere() {
        return Files.isExecutable(PROGRAM);
    }

    /** A window of its own, so wide, at this address. */
    Page open(String address, int width, ColorScheme colours) {
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(colours));
        Page page = context.newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
        page.navigate(address);
        return page;
    }

    /**
     * What axe finds wrong with a page, a line for each rule; and a picture of it, whole, in {@code target/browser}.
     */
    static List<String> wrongs(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SHOTS.resolve(name + ".png"))
                .setFullPage(true));
        return new AxeBuilder(page)
                .analyze().getViolations().stream().map(Chromium::line).toList();
    }

    private static String line(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream()
                        .map(node -> node.getTarget().toString())
                        .toList();
    }

    /** What scripts threw, and what the browser refused, since the last question. */
    List<String> errors() {
        List<String> all = List.copyOf(errors);
        errors.clear();
        return all;
    }

    /** Closes every window: an open one goes on fetching what changes. */
    void closePages() {
        browser.contexts().forEach(BrowserContext::close);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /** Lets a page lie frozen, as one in the background, or go on: {@code frozen} or {@code active}. */
    static void setLifecycle(CDPSession session, String name) {
        JsonObject state = new JsonObject();
        state.addProperty("state", name);
        session.send("Page.setWebLifecycleState", state);
    }
}
