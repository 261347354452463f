package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.oci.Tag;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One event in, tested images out; and what does not pass gets no name. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PipelineIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What adds to the catalogue, and what ends a service, come behind all others. */
    private static final int ADDS = Integer.MAX_VALUE - 1;

    private static final int ENDS = Integer.MAX_VALUE;

    /** What doctor finds of the stack itself. */
    private static final List<String> CHECKED = Stream.concat(
                    Stack.PARTS.stream(), Stream.of("engine", "production", "staging", "token", "catalogue"))
            .toList();

    /** Metrics that come with the first of what they count: no mirror, no conflict, nothing old here. */
    private static final Set<String> LATER = Set.of(
            "imprimatur_flakes_total",
            "imprimatur_inbox_conflicts_total",
            "imprimatur_mirror_missing",
            "imprimatur_mirror_behind_seconds",
            "imprimatur_engine_certificate_until_seconds",
            "imprimatur_expired_total");

    private static TestCatalog catalog;
    private static Stack stack;
    /** Without a login, as the README's kcat is. */
    private static Kafka anonymous;

    private static Rebuilds rebuilds;
    private static RebuildId rebuild;
    private static RebuildCompleted completed;

    @BeforeAll
    static void rebuildAll() {
        catalog = TestCatalog.of("pipeline", 0)
                .with("badtest", "RUN true", "RUN echo this test speaks && false")
                .with("badbuild", "RUN echo this build speaks && exit 7", "RUN true");
        stack = Stack.on(catalog.folder());
        anonymous = new Kafka(stack.address("IMPRIMATUR_KAFKA"));
        rebuilds = new Rebuilds(anonymous);
        rebuild = rebuilds.all();
        completed = rebuilds.completed(rebuild, LIMIT);
        rebuilds.published(rebuild).forEach(rebuilds::readBack);
    }

    @AfterAll
    static void down() {
        if (stack != null) {
            anonymous.close();
            stack.close();
        }
    }

    @Test
    void alertsAndDashboardAskForWhatServicesMeasure() throws Exception {
        Set<String> measured = new HashSet<>(LATER);
        measured.addAll(Measured.names(stack.script()));

        for (String file : new String[] {"rules.yaml", "dashboard.json"}) {
            assertThat(Measured.askedFor(Script.ROOT.resolve("deploy/kubernetes/components/monitoring/" + file)))
                    .as(file)
                    .hasSizeGreaterThan(8)
                    .isSubsetOf(measured);
        }
        assertThat(Measured.askedFor(Script.ROOT.resolve("docs/operating/metrics.md")))
                .isSubsetOf(measured)
                .containsAll(LATER);
    }

    @Test
    void everythingElseIsPublishedUnderTagsOfOneDigest() {
        List<PublishCompleted> published = rebuilds.published(rebuild);

        assertThat(published)
                .extracting(PublishCompleted::key)
                .containsExactlyInAnyOrder(
                        "pipeline-base/1/bookworm",
                        "pipeline-base/1/trixie",
                        "pipeline-app/1.2.9/bookworm",
                        "pipeline-app/1.2.15/bookworm",
                        "pipeline-app/2.0.0/bookworm",
                        "pipeline-app/1.2.9/trixie",
                        "pipeline-app/1.2.15/trixie",
                        "pipeline-app/2.0.0/trixie");
        assertThat(published).allSatisfy(event -> assertThat(event.reason()).isEqualTo("requested"));
        assertThat(completed.published()).hasSameSizeAs(published);
    }

    @Test
    void aliasesFollowVersionsAsNumbersAndTheDefaultVariantIsRepeated() {
        PublishCompleted newest = rebuilds.published(rebuild).stream()
                .filter(event -> event.key().equals("pipeline-app/1.2.15/bookworm"))
                .findFirst()
                .orElseThrow();

        assertThat(newest.candidate().tags())
                .extracting(Tag::toString)
                .containsExactlyInAnyOrder(
                        "pipeline-app-bookworm:1.2.15",
                        "pipeline-app-bookworm:1.2",
                        "pipeline-app-bookworm:1",
                        "pipeline-app:1.2.15",
                        "pipeline-app:1.2",
                        "pipeline-app:1");
    }

    @Test
    void whatFailsGetsNoTagAndIsNamedWithCommandAndOutput() {
        assertThat(completed.outcome()).isEqualTo(RebuildCompleted.Outcome.FAILED);
        assertThat(completed.failed())
                .anySatisfy(failed -> {
                    assertThat(failed.image()).hasToString("pipeline-badtest/1.0.0/bookworm");
                    assertThat(failed.stage()).isEqualTo("test");
                    assertThat(failed.failure().command()).contains("echo this test speaks && false");
                    assertThat(failed.failure().exitCode()).isEqualTo(1);
                    assertThat(failed.failure().output()).contains("this test speaks");
                })
                .anySatisfy(failed -> {
                    assertThat(failed.image()).hasToString("pipeline-badbuild/1.0.0/bookworm");
                    assertThat(failed.stage()).isEqualTo("build");
                    assertThat(failed.failure().command()).contains("echo this build speaks && exit 7");
                    assertThat(failed.failure().exitCode()).isEqualTo(7);
                    assertThat(failed.failure().output()).contains("this build speaks");
                })
                .hasSize(2);
        assertThat(completed.holes())
                .contains(Tag.parse("pipeline-badtest-bookworm:1.0.0"), Tag.parse("pipeline-badbuild-bookworm:latest"))
                .allSatisfy(hole ->
                        assertThat(Rebuilds.digest(hole.in(stack.production()))).isEmpty());
    }

    /** Of these images, since others are built on the same engine at the same time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipeline-base/1/bookworm",
                "pipeline-base/1/trixie",
                "pipeline-app/1.2.9/bookworm",
                "pipeline-app/1.2.15/bookworm",
                "pipeline-app/2.0.0/bookworm",
                "pipeline-app/1.2.9/trixie",
                "pipeline-app/1.2.15/trixie",
                "pipeline-app/2.0.0/trixie",
                "pipeline-badtest/1.0.0/bookworm",
                "pipeline-badbuild/1.0.0/bookworm"
            })
    void theEngineHoldsNoTestImageNoDanglingLayerAndNoStrayContainer(String image) {
        String ours = "label=dev.imprimatur.image=" + image;
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(docker("ps", "--all", "--quiet", "--filter", ours)).isEmpty();
            assertThat(docker("images", "--quiet", "--filter", "label=dev.imprimatur.test", "--filter", ours))
                    .isEmpty();
            assertThat(docker("images", "--quiet", "--filter", "dangling=true", "--filter", ours))
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void garbageLandsInTheDeadLettersWithTheReason(Topic topic) {
        String garbage = "garbage for " + topic;
        stack.kafka().send(topic, "pipeline-app/1.2.9/trixie", garbage.getBytes(StandardCharsets.UTF_8));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(stack.kafka().records(topic.deadLetters()))
                        .anySatisfy(letter -> {
                            assertThat(letter.value())
                                    .asString(StandardCharsets.UTF_8)
                                    .isEqualTo(garbage);
                            assertThat(letter.headers()
                                            .lastHeader("dead-letter-reason")
                                            .value())
                                    .asString(StandardCharsets.UTF_8)
                                    .contains("not JSON");
                        }));
    }

    @ParameterizedTest
    @EnumSource(
            value = Topic.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REBUILD_REQUESTED", "REBUILD_CANCEL_REQUESTED", "ROLLBACK_REQUESTED"})
    void withoutALoginNoEventIsTaken(Topic topic) {
        assertThatThrownBy(() -> anonymous.confirmed(
                        topic, "pipeline-app/1.2.9/trixie", "forged".getBytes(StandardCharsets.UTF_8)))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"renderer", "builder-1", "tester", "publisher"})
    void servicesAnswerWhoHasTheirSecretAndTheConsoleHasIt(String part) throws Exception {
        String secret = Files.readString(stack.script().home().resolve("peers/secret"));
        URI letters =
                URI.create("http://localhost:" + stack.port(part) + "/api/dead-letters/own?state=waiting&limit=1");
        String token = stack.authorization();

        assertThat(ask(HttpRequest.newBuilder(letters)).statusCode()).isEqualTo(401);
        assertThat(ask(HttpRequest.newBuilder(letters).header("Authorization", token))
                        .statusCode())
                .isEqualTo(401);
        assertThat(ask(HttpRequest.newBuilder(letters).header("Authorization", "Bearer " + secret))
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask(HttpRequest.newBuilder(URI.create(stack.address("IMPRIMATUR_CONSOLE") + "/api/queue")))
                        .body())
                .contains("\"silent\":[]");
    }

    private static HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    @Test
    void afterGarbageTheNextGoodMessageIsHandledAndWhatItDoesNotChangeStays() {
        for (Topic topic : Topic.values()) {
            for (int i = 0; i < 12; i++) {
                stack.kafka().send(topic, "key " + i, "garbage before a rebuild".getBytes(StandardCharsets.UTF_8));
            }
        }

        RebuildId next = rebuilds.all();

        RebuildCompleted end = rebuilds.completed(next, LIMIT);
        assertThat(end.unchanged()).containsExactlyElementsOf(completed.published());
        assertThat(end.published()).isEmpty();
        assertThat(rebuilds.published(next)).hasSize(8).allMatch(PublishCompleted::changedNothing);
        rebuilds.published(next).forEach(rebuilds::readBack);
        assertThat(stack.script().ok(LIMIT, "why", "pipeline-app:2.0.0"))
                .contains(rebuild.value(), "rebuild " + next + " changed nothing");
    }

    @Test
    void theCommandLineShowsImagesAndEvents() {
        assertThat(stack.script().ok(LIMIT, "images", "pipeline-app", "--json"))
                .contains("\"pipeline-app/1.2.15/bookworm\"", stack.production() + "/pipeline-app:1.2", "\"approved\"");
        assertThat(stack.script().ok(LIMIT, "images", "--verify")).contains("pipeline-app/2.0.0/trixie");
        assertThat(stack.script().ok(LIMIT, "drift")).contains("no tag differs");
        assertThat(stack.script().ok(LIMIT, "logs", "pipeline-app/2.0.0/trixie", "--follow"))
                .contains(
                        "--- build log b-",
                        "<== staged as",
                        "--- test log t-",
                        "<== test",
                        "--- publish log p-",
                        // Published, or kept: another test may have rebuilt it.
                        " tags, each read back");
        assertThat(stack.script().ok(LIMIT, "logs", "pipeline-app/2.0.0/trixie", "--verify"))
                .contains("build log b-", "test log t-", "publish log p-", "sealed by its event as sha256:");
        assertThat(stack.script().ok(LIMIT, "events", "rebuild-completed")).contains(rebuild.value());
        assertThat(stack.script().run(LIMIT, "rebuilds", "no-such-rebuild").exitCode())
                .isEqualTo(3);
        assertThat(stack.script().run(LIMIT, "rebuild").exitCode()).isEqualTo(2);
        assertThat(stack.script()
                        .run(LIMIT, "rebuild", "--select", "pipeline-badtest", "--wait")
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    @Order(ADDS)
    void whatFailedIsPublishedByARetryOnceItsTemplateIsMended() throws Exception {
        Path template =
                catalog.with("mended", "RUN exit 7", "RUN true").folder().resolve("pipeline-mended/Dockerfile");
        Tag tag = Tag.parse("pipeline-mended-bookworm:1.0.0");
        // An earlier run on this home's registry may have published it.
        Optional<String> before = Rebuilds.digest(tag.in(stack.production()));
        Script.Result first =
                stack.script().run(LIMIT, "rebuild", "--select", "pipeline-mended/*/*", "--wait", "--json");
        JsonNode failed = JSON.readTree(first.output());
        assertThat(first.exitCode()).as(first.errors()).isEqualTo(1);
        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(Rebuilds.digest(tag.in(stack.production()))).isEqualTo(before);
        String id = failed.path("id").asText();

        Files.writeString(template, Files.readString(template).replace("exit 7", "true"));
        Script.Result again = stack.script().run(LIMIT, "retry", id, "--wait", "--json");

        JsonNode retried = JSON.readTree(again.output());
        assertThat(again.exitCode()).as(again.errors()).isZero();
        assertThat(again.errors())
                .startsWith("requested rebuild " + retried.path("id").asText() + "\n");
        assertThat(retried.path("id").asText()).isNotEqualTo(id);
        assertThat(retried.path("state").asText()).isEqualTo("succeeded");
        assertThat(retried.path("reason").asText()).isEqualTo("retry of " + id);
        assertThat(retried.path("select").asText()).isEqualTo("pipeline-mended/1.0.0/bookworm");
        assertThat(retried.path("published").asInt()).isEqualTo(1);
        assertThat(Rebuilds.digest(tag.in(stack.production()))).isPresent();
        Script.Result needless =
                stack.script().run(LIMIT, "retry", retried.path("id").asText());
        assertThat(needless.exitCode()).isEqualTo(1);
        assertThat(needless.errors()).contains("nothing to retry");
        assertThat(stack.script().run(LIMIT, "retry", "rb-none").exitCode()).isEqualTo(3);
    }

    /** How much memory and disk the machine has, and whether its clock is set, is not the stack's. */
    @Test
    void aHomeIsTheSameByALinkToIt(@TempDir Path folder) throws IOException {
        Path link =
                Files.createSymbolicLink(folder.resolve("link"), stack.script().home());

        Script.Result status = new Script(link).run(LIMIT, "status");

        assertThat(status.exitCode()).as(status.output()).isZero();
    }

    @Test
    @Order(ENDS)
    void doctorSaysThatAllIsWellAndThenWhatIsDown() throws Exception {
        Script.Result well = stack.script().run(LIMIT, "doctor", "--json");

        assertThat(well.exitCode()).as(well.output()).isZero();
        assertThat(results(well)).doesNotContainValue("failed");
        for (String check : CHECKED) {
            assertThat(results(well)).as(well.output()).containsEntry(check, "ok");
        }

        stack.kill("tester");
        Script.Result down = stack.script().run(LIMIT, "doctor", "--json");

        assertThat(down.exitCode()).isEqualTo(1);
        Map<String, String> expected = results(well);
        expected.put("tester", "failed");
        assertThat(results(down)).isEqualTo(expected);
        assertThat(stack.script().run(LIMIT, "doctor").output())
                .containsPattern("\ntester +failed +ended by itself\n +→ ./imprimatur up starts it again; its log: ")
                .endsWith(", 1 failed\n");
    }

    private static Map<String, String> results(Script.Result doctor) throws Exception {
        Map<String, String> results = new TreeMap<>();
        JSON.readTree(doctor.output())
                .forEach(each -> results.put(
                        each.path("check").asText(), each.path("result").asText()));
        return results;
    }

    private static List<String> docker(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "docker";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Script.Result result = Script.program(Duration.ofSeconds(30), command);
        assertThat(result.exitCode()).as(result.errors()).isZero();
        return result.output().lines().toList();
    }
}
