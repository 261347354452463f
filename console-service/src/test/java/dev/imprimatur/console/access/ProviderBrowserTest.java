package dev.imprimatur.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.imprimatur.console.ConsoleTest;
import io.quarkus.test.common.WithTestResource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Debian's Chromium goes to Keycloak and back, which is another site for it: 127.0.0.1 there, localhost here. So its rules for
 * cookies and the pages' policy count. Where Chromium is not installed it is skipped.
 */
@ConsoleTest
@WithTestResource(Keycloak.class)
@EnabledIf("isThere")
class ProviderBrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    static boolean isThere() {
        return Files.isExecutable(CHROMIUM);
    }

    @Test
    void aPersonSignsInAndOut() {
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(CHROMIUM)
                                .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")))) {
            Page page = browser.newPage();
            page.navigate(Person.console() + "/rebuilds?page=1");
            page.click("footer >> text=Sign in");
            page.fill("#username", "ada");
            page.fill("#password", "ada-password");
            page.click("#kc-login");

            assertThat(page.textContent("h1")).isEqualTo("Sign in as ada?");
            page.click("main button");
            page.waitForURL("**/rebuilds?page=1");
            assertThat(page.textContent("footer")).contains("Signed in as ada");
            page.click("nav >> text=Activity");
            page.click("text=Audit");
            assertThat(page.textContent("main")).contains("ada, by OIDC, by page");

            page.click("text=Sign out");
            page.waitForURL("**/fleet");
            assertThat(page.textContent("footer")).doesNotContain("Signed in as");
            page.click("footer >> text=Sign in");
            assertThat(page.textContent("h1")).as("still signed in there").isEqualTo("Sign in as ada?");
        }
    }
}
