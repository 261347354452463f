package dev.imprimatur.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.imprimatur.console.Chromium;
import dev.imprimatur.console.ConsoleTest;
import io.quarkus.test.common.WithTestResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Debian's Chromium goes to Keycloak and back, which is another site for it: 127.0.0.1 there, localhost here. So its
 * rules for cookies and the pages' policy count. Where Chromium is not installed it is skipped.
 */
@ConsoleTest
@WithTestResource(Keycloak.class)
@EnabledIf("dev.imprimatur.console.Chromium#isThere")
class ProviderBrowserTest {
    @Test
    void aPersonSignsInAndOut() {
        try (Playwright playwright = Chromium.playwright();
                Browser browser = Chromium.launched(playwright)) {
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
