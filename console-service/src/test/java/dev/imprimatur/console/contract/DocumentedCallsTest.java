package dev.imprimatur.console.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.console.WithToken;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The calls of the console that documents show are made as they stand there, with curl. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Services.class)
class DocumentedCallsTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> DOCUMENTS =
            List.of("docs/webhooks.md", "docs/renovate.md", "docs/operating/access.md", "docs/operating/upgrade.md");

    private static final Pattern BLOCK = Pattern.compile("^```\\w*\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern CALL = Pattern.compile("^(?:\\$ )?(curl .*IMPRIMATUR_CONSOLE.*)$", Pattern.MULTILINE);

    /** The calls that upgrade.md lists, each a row with what it needs. */
    private static final Pattern LISTED = Pattern.compile("`((?:POST|PUT|DELETE) /api/[^`]*)`");

    @Test
    void eachIsAnswered() throws Exception {
        Wire.send(Topic.PUBLISH_COMPLETED, Wire.fixture(PublishCompleted.class, "documented"));
        Wire.awaitEvents("documented", 1);
        Services.say("GET", "/api/releases/node", 200, """
                [{"version": "22.23.3-r2", "releaseTimestamp": "2026-11-24T03:00:45Z", "digest": "sha256:%s", "isDeprecated": false}]""".formatted("2".repeat(64)));
        String webhook = given().contentType(ContentType.JSON)
                .body("{\"url\": \"https://hooks.example/documented\"}")
                .post("/api/webhooks")
                .path("id");

        List<String> calls = calls();
        assertThat(calls).hasSizeGreaterThanOrEqualTo(6);
        for (String call : calls) {
            assertThat(status(call, webhook)).as(call).isBetween(200, 299);
        }
    }

    @Test
    void thoseThatNeedATokenNowAreListedAndNeedOne() throws IOException {
        String upgrade = Files.readString(ROOT.resolve("docs/operating/upgrade.md"));
        List<String> listed = LISTED.matcher(upgrade)
                .results()
                .map(each -> each.group(1))
                .distinct()
                .toList();

        assertThat(listed).hasSizeGreaterThanOrEqualTo(12);
        for (String each : listed) {
            String[] words = each.replace("ID", "x")
                    .replace("DIGEST", "sha256:" + "a".repeat(64))
                    .split(" ");
            int without = given().noFilters()
                    .contentType(ContentType.JSON)
                    .request(words[0], words[1])
                    .statusCode();
            int with = given().contentType(ContentType.JSON)
                    .body("{\"why\": 1}")
                    .request(words[0], words[1])
                    .statusCode();
            // A plan only looks.
            assertThat(without == 401).as(each).isEqualTo(!words[1].equals("/api/plan"));
            assertThat(with).as(each + " with the token").isIn(400, 404, 200, 502);
        }
    }

    private static List<String> calls() throws IOException {
        List<String> calls = new ArrayList<>();
        for (String document : DOCUMENTS) {
            BLOCK.matcher(Files.readString(ROOT.resolve(document)).replaceAll("\\\\\n *", " "))
                    .results()
                    .flatMap(block -> CALL.matcher(block.group(1)).results())
                    .forEach(call -> calls.add(call.group(1)));
        }
        return calls;
    }

    private static int status(String call, String webhook) throws IOException, InterruptedException {
        ProcessBuilder bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "curl() { command curl -o /dev/null -w '%{http_code}\\n' \"$@\"; }\n"
                                + call.replaceFirst(" \\|.*", ""))
                .redirectErrorStream(true);
        bash.environment().put("IMPRIMATUR_CONSOLE", "http://localhost:" + RestAssured.port);
        bash.environment()
                .put("IMPRIMATUR_TOKEN_FILE", WithToken.FILE.toAbsolutePath().toString());
        bash.environment().put("ID", webhook);
        Process curl = bash.start();
        String out = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return Integer.parseInt(out.strip().lines().toList().getLast());
    }
}
