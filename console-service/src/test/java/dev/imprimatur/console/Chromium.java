package dev.imprimatur.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's Chromium, which the set-up installs. */
public final class Chromium {
    private static final Path FILE = Path.of("/usr/bin/chromium");

    private Chromium() {}

    /** Whether it is installed; tests that need it are skipped where it is not. */
    public static boolean isThere() {
        return Files.isExecutable(FILE);
    }

    /** What drives it, and downloads no other browser. */
    public static Playwright playwright() {
        return Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    /** Starts it. */
    public static Browser launched(Playwright playwright) {
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(FILE)
                        .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
    }
}
