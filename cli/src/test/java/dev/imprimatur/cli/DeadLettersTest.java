package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters: seen and decided on. */
class DeadLettersTest {
    private static final String LETTER = """
            {"id":"%s","service":"renderer","topic":"build-completed","key":"node/22.1.0/bookworm","reason":"no JSON",
             "notedAt":"2026-11-24T03:00:45Z","refusedAt":"2026-11-25T03:00:45.5Z","refusals":2,"state":"waiting"}""";

    private StubServer console;

    @BeforeEach
    void start() throws IOException {
        console = new StubServer();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void areListedPageByPage() {
        console.on("GET /api/dead-letters?limit=500&state=waiting", 200, page("renderer:a", "\"p/1\"", ""))
                .on("GET /api/dead-letters?limit=500&state=waiting&after=p%2F1", 200, page("renderer:b", "null", ""));

        Run run = Run.of(console, "dead-letters");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out().lines())
                .containsExactly(
                        "ID          TIMES  LAST                  STATE    REASON",
                        "renderer:a  2      2026-11-25T03:00:45Z  waiting  no JSON",
                        "renderer:b  2      2026-11-25T03:00:45Z  waiting  no JSON");
    }

    @Test
    void aServiceThatIsAwayIsSaidAndNoEmptyList() {
        console.on("GET /api/dead-letters", 200, page("renderer:a", "\"p/1\"", """
                {"service":"tester","why":"the tester cannot be asked"}"""))
                .on("GET /api/dead-letters", 200, page("renderer:b", "null", ""));

        Run run = Run.of(console, "dead-letters", "list", "--topic", "build-completed", "--json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().strip()).isEqualTo("not listed: the tester cannot be asked");
        assertThat(run.out()).startsWith("[ {").contains("\"id\" : \"renderer:a\"");
        assertThat(console.requests().getFirst()).contains("topic=build-completed");
    }

    @Test
    void oneIsShownWithWhatCame() {
        console.on("GET /api/dead-letters/renderer%3Aa", 200, """
                {"letter":%s,"headers":[{"name":"ce_id","value":"e1"}],"value":"no \\u001b[31mevent"}""".formatted(LETTER.formatted("renderer:a")));

        Run run = Run.of(console, "dead-letters", "show", "renderer:a");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out().lines())
                .contains(
                        "refused by    renderer",
                        "refused       2 times, first 2026-11-24T03:00:45Z, last 2026-11-25T03:00:45Z",
                        "header ce_id  e1")
                .last()
                .isEqualTo("no event");
        assertThat(Run.of(console, "dead-letters", "show", "renderer:b").exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void severalAreRedrivenAndTheFailureOfOneIsTheExitCode() {
        console.on("POST /api/dead-letters/redrive", 200, """
                [{"id":"renderer:a","done":true,"message":"redriven"},
                 {"id":"renderer:b","done":false,"message":"refused again: no JSON"}]""");

        Run run = Run.of(console, "dead-letters", "redrive", "renderer:a", "renderer:b", "--reason", "mended");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out().lines())
                .containsExactly("renderer:a: redriven", "renderer:b: refused again: no JSON", "1 done, 1 not");
        assertThat(console.requests().getFirst())
                .contains("\"ids\":[\"renderer:a\",\"renderer:b\"]", "\"reason\":\"mended\"", "\"requestedBy\":\"cli:");
    }

    @Test
    void allAreDroppedAHundredAtOnce() {
        String letters = IntStream.range(0, 150)
                .mapToObj(number -> LETTER.formatted("renderer:" + number))
                .collect(Collectors.joining(","));
        console.on("GET /api/dead-letters", 200, "{\"letters\":[" + letters + "],\"silent\":[]}")
                .on("POST /api/dead-letters/drop", 200, "[{\"id\":\"x\",\"done\":true,\"message\":\"dropped\"}]");

        Run run = Run.of(console, "dead-letters", "drop", "--all", "--reason", "noise");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(console.requests()).hasSize(3);
        assertThat(console.requests().get(1))
                .contains("renderer:0\"", "renderer:99\"")
                .doesNotContain("renderer:100\"");
        assertThat(console.requests().get(2)).contains("renderer:100\"", "renderer:149\"");
    }

    @Test
    void noneIsDecidedOnWithoutAReasonOrWithoutNamingWhich() {
        assertThat(Run.of(console, "dead-letters", "drop", "--all").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Run.of(console, "dead-letters", "drop", "--reason", "x").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Run.of(console, "dead-letters", "drop", "a", "--all", "--reason", "x")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(console.requests()).isEmpty();
    }

    private static String page(String id, String next, String silent) {
        return "{\"letters\":[" + LETTER.formatted(id) + "],\"next\":" + next + ",\"silent\":[" + silent + "]}";
    }
}
