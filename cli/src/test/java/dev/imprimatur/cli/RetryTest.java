package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {
    private static final String OLD = "rb-20261124-030000-1a2b";
    private static final String NEW = "rb-20261124-040000-2b3c";
    private static final String PAGE = "GET /api/rebuilds/rb-1/images?after=%s&limit=1000";

    private static final String LEFT_OUT = """
            "state":"failed","type":"rebuild-all","failure":{"kind":"family-left-out",
            "message":"ground is left out: ground/family.yaml:3: 1.2.3.4\\ngo-base is left out: no feed"}""";

    private StubServer console;

    @BeforeEach
    void start() throws IOException {
        console = new StubServer()
                .on("POST /api/rebuilds", 202, "{\"id\":\"" + NEW + "\",\"state\":\"requested\"}")
                .on("GET /api/rebuilds/" + OLD, 200, Golden.answer("rebuild"));
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void whatFailedInARebuildIsRequestedAgain() throws IOException {
        Run run = Run.of(console, "retry", OLD);

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo("requested rebuild " + NEW + "; imprimatur rebuilds " + NEW + "\n");
        JsonNode order = order();
        assertThat(order.path("type").asText()).isEqualTo("rebuild-selected");
        assertThat(order.path("select").asText()).isEqualTo("node/24.18.1/trixie");
        assertThat(order.path("reason").asText()).isEqualTo("retry of " + OLD);
        assertThat(order.path("id").asText()).matches("rb-[0-9]{8}-[0-9]{6}-[0-9a-f]{8}");
    }

    @Test
    void whatWasCancelledIsRequestedToo() throws IOException {
        on("rb-1", """
                "state":"cancelled","planned":4,"published":1,"failed":1,"cancelled":1,"superseded":1,
                "images":[%s,%s,%s,%s]""".formatted(
                        image("a/1.0.0/b", "published"),
                        image("b/1.0.0/b", "failed"),
                        image("c/1.0.0/b", "cancelled"),
                        image("d/1.0.0/b", "superseded")));
        on("GET /api/why?reference=d%2F1.0.0%2Fb", image("d/1.0.0/b", "published"), "run");

        Run run = Run.of(console, "retry", "rb-1", "--reason", "again", "--priority", "security", "--json");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(Json.MAPPER.readTree(run.out()).path("id").asText()).isEqualTo(NEW);
        assertThat(order().path("select").asText()).isEqualTo("b/1.0.0/b,c/1.0.0/b");
        assertThat(order().path("reason").asText()).isEqualTo("again");
        assertThat(order().path("priority").asText()).isEqualTo("security");
    }

    /** The newer rebuild was cancelled after it had taken over what it was to do, say. */
    @ParameterizedTest
    @CsvSource({"superseded", "cancelled"})
    void whatANewerRebuildTookOverAndDidNotPublishIsRequestedToo(String state) throws IOException {
        on("rb-1", """
                "state":"%s","planned":3,"published":1,"superseded":2,
                "images":[%s,%s,%s]""".formatted(
                        state,
                        image("a/1.0.0/b", "published"),
                        image("b/1.0.0/b", "superseded"),
                        image("c/1.0.0/b", "superseded")));
        on("GET /api/why?reference=b%2F1.0.0%2Fb", image("b/1.0.0/b", "cancelled"), "run");
        on("GET /api/why?reference=c%2F1.0.0%2Fb", image("c/1.0.0/b", "published"), "run");

        Run run = Run.of(console, "retry", "rb-1");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(order().path("select").asText()).isEqualTo("b/1.0.0/b");
    }

    @Test
    void itIsFollowedToItsEnd() throws IOException {
        console.on("GET /api/events", 200, Golden.answer("events"))
                .on("GET /api/rebuilds/" + NEW, 200, Golden.answer("rebuild").replace("\"failed\",", "\"succeeded\","));

        Run run = Run.of(console, "retry", OLD, "--wait");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.err()).contains("requested rebuild " + NEW, "node/24.18.1/trixie");
        assertThat(run.out()).contains("rebuild " + OLD + " succeeded");
    }

    @Test
    void aDryRunAsksForNothing() throws IOException {
        console.on("POST /api/plan", 200, Golden.answer("plan"));

        Run run = Run.of(console, "retry", OLD, "--dry-run");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(console.requests())
                .last()
                .isEqualTo("POST /api/plan {\"select\":\"node/24.18.1/trixie\",\"stale\":false}");
    }

    @Test
    void imagesAreNamedByThemselvesOrByTheirTags() throws IOException {
        on("GET /api/why?reference=a%2F1.0.0%2Fb", image("a/1.0.0/b", "failed"), "run");
        on("GET /api/why?reference=c%3A1", image("c/1.0.0/b", "published"), "run");
        on("GET /api/why?reference=c%2F1.0.0%2Fb", image("c/1.0.0/b", "cancelled"), "run");

        Run run = Run.of(console, "retry", "a/1.0.0/b", "c:1", OLD, "a/1.0.0/b");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(order().path("select").asText()).isEqualTo("a/1.0.0/b,c/1.0.0/b,node/24.18.1/trixie");
        assertThat(order().path("reason").asText()).isEqualTo("retry of a/1.0.0/b, c:1, " + OLD + " and 1 more");
    }

    @ParameterizedTest
    @CsvSource({"published", "unchanged", "superseded", "built"})
    void anImageThatDidNotFailIsNotRetried(String stage) {
        on("GET /api/why", image("a/1.0.0/b", stage), "run");

        Run run = Run.of(console, "retry", "a/1.0.0/b");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains(stage, "imprimatur rebuild --select a/1.0.0/b");
        assertThat(console.requests()).noneMatch(request -> request.startsWith("POST"));
    }

    @Test
    void aRebuildThatGoesOnIsNotRetried() {
        console.on("GET /api/rebuilds/rb-1", 200, "{\"id\":\"rb-1\",\"state\":\"running\",\"images\":[],\"holes\":[]}");

        Run run = Run.of(console, "retry", "rb-1");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("imprimatur rebuilds rb-1 --wait", "imprimatur cancel rb-1");
    }

    @Test
    void aRebuildOfWhichNothingFailedIsNotRetried() {
        on(
                "rb-1",
                "\"state\":\"succeeded\",\"planned\":1,\"published\":1,\"images\":[%s]"
                        .formatted(image("a/1.0.0/b", "published")));

        Run run = Run.of(console, "retry", "rb-1");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("nothing to retry", "succeeded");
    }

    @Test
    void aRebuildThatIsNotThereIsNotFound() {
        assertThat(Run.of(console, "retry", "rb-none").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(Run.of(console, "retry").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aRebuildWithoutAPlanIsRequestedAsItWas() throws IOException {
        on("rb-1", """
                "state":"failed","type":"rebuild-stale","select":"a/*/*","priority":"security","planned":0,"images":[],
                "failure":{"kind":"catalog-invalid","message":"a/family.yaml:3: no"}""");

        Run run = Run.of(console, "retry", "rb-1");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(order().path("type").asText()).isEqualTo("rebuild-stale");
        assertThat(order().path("select").asText()).isEqualTo("a/*/*");
        assertThat(order().path("priority").asText()).isEqualTo("security");
        Run.of(console, "retry", "rb-1", "--priority", "background");
        assertThat(order().path("priority").asText()).isEqualTo("background");
    }

    @ParameterizedTest
    @CsvSource({"9999,", "0,'\"clearedAt\":\"2027-11-24T03:01:00Z\",'"})
    void familiesThatWereLeftOutAreNamedAndNothingElseIsBuiltAgain(int published, String cleared) {
        on(
                "rb-1",
                "%s\"planned\":%d,\"published\":%d,\"images\":[],%s"
                        .formatted(cleared == null ? "" : cleared, published, published, LEFT_OUT));

        Run run = Run.of(console, "retry", "rb-1");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .contains(
                        "left nothing to retry but families", "ground, go-base;", "--select 'ground/*/*,go-base/*/*'");
        assertThat(console.requests()).noneMatch(request -> request.startsWith("POST"));
    }

    @Test
    void familiesThatWereLeftOutAreNotForgottenOverAnImageThatFailed() throws IOException {
        on(
                "rb-1",
                "\"planned\":2,\"published\":1,\"failed\":1,\"images\":[%s],%s"
                        .formatted(image("b/1.0.0/b", "failed"), LEFT_OUT));

        for (Run run : List.of(Run.of(console, "retry", "rb-1"), Run.of(console, "retry", "rb-1", OLD))) {
            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
            assertThat(run.err()).contains("notice: rebuild rb-1 left families out", "ground/*/*,go-base/*/*");
            assertThat(order().path("select").asText()).startsWith("b/1.0.0/b");
            assertThat(order().has("priority")).isFalse();
        }
    }

    /** The console's answer lists images that events named; those whose base failed are known to the renderer. */
    @Test
    void allImagesOfALargeRebuildAreLookedUp() throws IOException {
        on(
                "rb-1",
                "\"state\":\"failed\",\"planned\":1001,\"failed\":2,\"images\":[%s]"
                        .formatted(image("z/1.0.0/b", "failed")));
        String first = IntStream.range(0, 1000)
                .mapToObj(i -> end("a/1.0.%04d/b".formatted(i), "published", null))
                .collect(Collectors.joining(",", "[", "]"));
        console.on(PAGE.formatted(""), 200, first)
                .on(
                        PAGE.formatted("a%2F1.0.0999%2Fb"),
                        200,
                        "[" + end("y/1.0.0/b", "failed", "superseded") + "," + end("y/1.0.1/b", "failed", "base-failed")
                                + "," + end("z/1.0.0/b", "failed", "command-failed") + "]");
        on("GET /api/why?reference=y%2F1.0.0%2Fb", image("y/1.0.0/b", "built"), "run");

        Run run = Run.of(console, "retry", "rb-1");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(order().path("select").asText()).isEqualTo("y/1.0.1/b,z/1.0.0/b");
    }

    @Test
    void moreThanOneRequestCanNameIsTheWholeRebuildAgainOrRefused() throws IOException {
        String images = IntStream.range(0, 400)
                .mapToObj(i -> image("a/1.0.%d/b".formatted(i), "failed"))
                .collect(Collectors.joining(","));
        on(
                "rb-1",
                "\"state\":\"failed\",\"type\":\"rebuild-all\",\"planned\":400,\"failed\":400,\"images\":[" + images
                        + "]");
        on(
                "rb-2",
                "\"state\":\"failed\",\"type\":\"rebuild-all\",\"planned\":401,\"failed\":400,\"images\":[" + images
                        + "]");

        assertThat(Run.of(console, "retry", "rb-1").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(order().path("type").asText()).isEqualTo("rebuild-all");
        Run refused = Run.of(console, "retry", "rb-2");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("400 images", "imprimatur rebuild --stale");
    }

    private void on(String rebuild, String fields) {
        console.on(
                "GET /api/rebuilds/" + rebuild,
                200,
                "{\"id\":\"" + rebuild + "\",\"finishedAt\":\"2026-11-24T03:01:00Z\",\"holes\":[]," + fields + "}");
    }

    private void on(String request, String value, String field) {
        console.on(request, 200, "{\"" + field + "\":" + value + "}");
    }

    private static String image(String name, String stage) {
        return "{\"image\":\"%s\",\"rebuildId\":\"rb-0\",\"stage\":\"%s\",\"tags\":[],\"plannedTags\":[]}"
                .formatted(name, stage);
    }

    private static String end(String image, String state, String kind) {
        return "{\"image\":\"" + image + "\",\"state\":\"" + state + "\""
                + (kind == null ? "" : ",\"failure\":{\"kind\":\"" + kind + "\",\"message\":\"m\"}") + "}";
    }

    /** What was asked for last. */
    private JsonNode order() throws IOException {
        String post = console.requests().stream()
                .filter(request -> request.startsWith("POST /api/rebuilds "))
                .reduce((former, latter) -> latter)
                .orElseThrow();
        return Json.MAPPER.readTree(post.substring(post.indexOf('{')));
    }
}
