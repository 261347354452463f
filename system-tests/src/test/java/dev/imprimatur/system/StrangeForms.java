package dev.imprimatur.system;

import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * Asks for a rollback otherwise than by a click on its button.
 *
 * @param console where the console is
 * @param image the path of the image's page
 */
record StrangeForms(String console, String image) {
    /** What buttons that are off say. */
    static List<String> off(Page page) {
        return page.querySelectorAll("main td:has(button[disabled])").stream()
                .map(ElementHandle::textContent)
                .toList();
    }

    /** Sends the form of the page with this key, and gives the status of the answer. */
    int post(Page page, String key) {
        return page.request()
                .post(
                        console + image + "/rollback",
                        RequestOptions.create()
                                .setHeader("Origin", console)
                                .setForm(FormData.create()
                                        .set("key", key)
                                        .set("request", UUID.randomUUID().toString())
                                        .set("to", page.getAttribute(BrowserIT.REVISIONS + ":nth-child(1)", "id"))
                                        .set("from", BrowserIT.digest(page, BrowserIT.CURRENT))
                                        .set("reason", "forged")))
                .status();
    }

    /** A page of another site, in the same browser, sends the very form of a page of the console. */
    int fromElsewhere(Page page) throws IOException {
        String form = (String)
                page.evaluate("document.querySelector('#revs ~ table form').outerHTML.replace('action=\"', 'action=\""
                        + console + "')");
        try (Elsewhere elsewhere = new Elsewhere(form)) {
            Page other = page.context().newPage();
            other.navigate(elsewhere.address());
            Response answer = other.waitForResponse(
                    response -> response.request().method().equals("POST"),
                    () -> other.evaluate("document.forms[0].reason.value = 'forged'; document.forms[0].submit()"));
            return answer.status();
        }
    }
}
