package dev.imprimatur.console.page;

import static dev.imprimatur.console.page.Pages.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class LogPageTest {

    @Test
    void aLogIsFoldedByItsStepsAndItsLinesAreLinks() {
        Wire.send(
                Topic.PUBLISH_COMPLETED,
                Wire.fixture(PublishCompleted.class, "logged")
                        .replace("node", "logged")
                        .replace("p-0123456789abcdef0123", "p-1111111111abcdef0123"));
        Wire.awaitEvents("logged", 1);
        Others.say("/api/logs/p-1111111111abcdef0123", "==> one\nfirst\n==> two\n<script>alert(1)</script>\nlast\n");

        String page = page("/logs/p-1111111111abcdef0123");
        assertThat(page)
                .contains("Log of the publish of <code>logged/22.23.3/bookworm</code>")
                .contains("<details id=\"S1\"><summary>==&gt; one")
                .contains("<details id=\"S3\" open><summary>==&gt; two")
                .contains("<li id=\"L4\"><a href=\"#L4\">4</a><span>&lt;script&gt;")
                .contains("href=\"/api/logs/p-1111111111abcdef0123\" download")
                .doesNotContain("<script>alert")
                .doesNotContain("data-follow=");
        assertThat(page("/logs/p-1111111111abcdef0123?q=FIRST"))
                .contains("found in 1 line")
                .contains("<details id=\"S1\" open>")
                .contains("<li id=\"L2\" class=\"hit\">");
    }

    @Test
    void eachLineSaysWhenItCameIfThatIsAskedFor() {
        Others.say("/api/logs/b-4444444444abcdef0123?timestamps=false", "==> one\nfirst\n");
        Others.say(
                "/api/logs/b-4444444444abcdef0123?timestamps=true",
                "2026-11-24T03:00:12.575177Z ==> one\n2026-11-24T03:00:13.1Z first\nno time\n");

        assertThat(page("/logs/b-4444444444abcdef0123?times=true"))
                .contains("<summary>==&gt; one")
                .contains("<time class=\"soft\" datetime=\"2026-11-24T03:00:13.100Z\">03:00:13.100</time> first</span>")
                .contains("<span>no time</span>")
                .contains("?from=0\">Without times")
                .contains("data-follow=\"/api/logs/b-4444444444abcdef0123/follow\" data-times");
        assertThat(page("/logs/b-4444444444abcdef0123"))
                .contains("?from=0&amp;times=true\">Times")
                .contains("data-follow=\"/api/logs/b-4444444444abcdef0123/follow\">")
                .doesNotContain("03:00:13");
        assertThat(page("/logs/b-4444444444abcdef0123?q=first"))
                .as("what was found stays marked")
                .contains("class=\"hit\"")
                .doesNotContain("data-follow=");
        Others.say("/api/logs/b-4444444444abcdef0123?timestamps=false&attempt=2", "second\n");
        assertThat(page("/logs/b-4444444444abcdef0123?attempt=2"))
                .contains("data-follow=\"/api/logs/b-4444444444abcdef0123/follow?attempt=2\"");
    }

    @Test
    void ofALongLogAPageHoldsAPart() {
        Others.say(
                "/api/logs/b-2222222222abcdef0123",
                IntStream.rangeClosed(1, 10_000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")) + "\n"
                        + "x".repeat(100_000));

        String end = page("/logs/b-2222222222abcdef0123");
        assertThat(end)
                .contains("lines 7002 to 10001 of 10001")
                .contains("data-follow=\"/api/logs/b-2222222222abcdef0123/follow\"")
                .contains("xx…")
                .contains("?from=4002")
                .hasSizeLessThan(1_000_000);
        assertThat(page("/logs/b-2222222222abcdef0123?from=1&q=line%209999"))
                .contains("lines 1 to 3000 of 10001")
                .contains("href=\"?from=9799&amp;q=line%209999#L9999\"")
                .contains("?from=3001")
                // Who looks at earlier lines is not taken to the end.
                .doesNotContain("data-follow=");
    }

    @Test
    void aPageSaysThatALogIsNotThere() {
        given().header("Accept", "text/html")
                .get("/logs/t-00000000000000000000")
                .then()
                .statusCode(404)
                .contentType("text/html")
                .body(containsString("There is no such page."));
    }
}
