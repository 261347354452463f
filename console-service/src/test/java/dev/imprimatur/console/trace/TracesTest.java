package dev.imprimatur.console.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.quarkus.test.common.WithTestResource;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(OtlpReceiver.class)
class TracesTest {
    private static final String IMAGE = "node/22.23.3/bookworm";

    @Test
    void theWayOfAnImageThroughAllServicesIsOneTrace() throws Exception {
        String rebuild = "traced";
        tellImage(rebuild);
        end(rebuild, Instant.now());

        Map<String, OtlpReceiver.Received> spans = await(rebuild, 8);
        OtlpReceiver.Received image = spans.get("image");
        assertThat(hex(image.span().getTraceId())).isEqualTo(hash(rebuild + "/" + IMAGE, 16));
        assertThat(spans.values())
                .filteredOn(received -> !received.span().getName().equals("rebuild"))
                .hasSize(6)
                .allMatch(received ->
                        received.span().getTraceId().equals(image.span().getTraceId()));
        for (String stage : List.of("build", "test", "publish")) {
            assertThat(spans.get(stage).span().getParentSpanId())
                    .isEqualTo(image.span().getSpanId());
        }
        assertThat(spans.get("build").service()).isEqualTo("imprimatur-builder");
        assertThat(spans.get("test attempt").span().getParentSpanId())
                .isEqualTo(spans.get("test").span().getSpanId());
        assertThat(spans.get("publish").attribute("url.full"))
                .isEqualTo("https://console.example/logs/p-0123456789abcdef0123");
        assertThat(image.span().getLinks(0).getSpanId())
                .isEqualTo(spans.get("rebuild").span().getSpanId());
        assertThat(nanos("2026-11-24T03:00:45Z")).isEqualTo(image.span().getEndTimeUnixNano());
        assertThat(OtlpReceiver.logins()).containsOnly("Bearer of-the-collector");
    }

    @Test
    void anAttemptThatFailedSaysOfWhatKind() {
        tellImage("failed-attempt");
        end("failed-attempt", Instant.now());

        await("failed-attempt", 8);
        OtlpReceiver.Received attempt = OtlpReceiver.of("failed-attempt").stream()
                .filter(received -> "registry-unreachable".equals(received.attribute("error.type")))
                .findFirst()
                .orElseThrow();
        assertThat(attempt.span().getName()).isEqualTo("build attempt");
        assertThat(attempt.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(attempt.span().getStatus().getMessage()).contains("does not answer");
        assertThat(attempt.span().getEndTimeUnixNano() - attempt.span().getStartTimeUnixNano())
                .isEqualTo(Duration.ofMillis(1200).toNanos());
    }

    @Test
    void anEndThatIsKnownBeforeTheImagesEventsWaitsForThem() {
        end("end-first", Instant.now());
        Wire.awaitEvents("end-first", 1);
        tellImage("end-first");

        assertThat(await("end-first", 8)).containsKeys("build", "test", "publish", "rebuild");
    }

    @Test
    void aFailureThatIsKnownFromTheEndAloneWaitsForItsAttempts() {
        tellImage("failed-first");
        end("failed-first", Instant.now(), "build");
        Wire.awaitEvents("failed-first", 5);
        String failed = "{\"kind\": \"command-failed\", \"retryable\": false, \"message\": \"no\"}";
        Wire.send(
                Topic.BUILD_COMPLETED,
                Wire.fixture(BuildCompleted.class, "failed-first")
                        .replace("failed-first/e3", "failed-first/e3b")
                        .replace(IMAGE, "node/24.18.1/trixie")
                        .replaceFirst("\"imageId\": \"[^\"]*\",\\s*\"staged\": \"[^\"]*\",", "")
                        .replaceFirst(
                                "(?s)\"attempts\": \\[.*?\\n  ]",
                                "\"attempts\": [{\"number\": 1, \"startedAt\": \"2026-11-24T03:00:12Z\","
                                        + " \"durationMillis\": 5, \"failure\": " + failed + "}], \"failure\": "
                                        + failed));

        await("failed-first", 11);
        assertThat(OtlpReceiver.of("failed-first").stream()
                        .filter(received -> "node/24.18.1/trixie".equals(received.attribute("imprimatur.image")))
                        .map(received -> received.span().getName()))
                .containsExactlyInAnyOrder("image", "build", "build attempt");
    }

    @Test
    void aCollectorThatRefusesGetsTheSameSpansLater() {
        OtlpReceiver.ANSWERS.addAll(List.of(503, 401));
        tellImage("refused");
        end("refused", Instant.now());

        await("refused", 8);
        assertThat(OtlpReceiver.ANSWERS).isEmpty();
    }

    @Test
    void anEndThatIsSentTwiceIsOneTrace() {
        tellImage("told-twice");
        Instant ended = Instant.now();
        end("told-twice", ended);
        end("told-twice", ended);
        await("told-twice", 8);
        tellImage("after-told-twice");
        end("after-told-twice", Instant.now());
        await("after-told-twice", 8);

        assertThat(OtlpReceiver.of("told-twice").stream()
                        .map(received -> received.span().getSpanId())
                        .distinct())
                .hasSameSizeAs(OtlpReceiver.of("told-twice"));
    }

    @Test
    void whatEndedLongAgoIsNotSent() {
        tellImage("long-ago");
        end("long-ago", Instant.now().minus(2, ChronoUnit.HOURS));
        tellImage("after-long-ago");
        end("after-long-ago", Instant.now());

        await("after-long-ago", 8);
        assertThat(OtlpReceiver.of("long-ago")).isEmpty();
    }

    private static void tellImage(String rebuild) {
        Wire.send(Topic.RENDER_COMPLETED, Wire.fixture(RenderCompleted.class, rebuild));
        Wire.send(Topic.PUBLISH_COMPLETED, Wire.fixture(PublishCompleted.class, rebuild));
        Wire.send(Topic.TEST_COMPLETED, Wire.fixture(TestCompleted.class, rebuild));
        Wire.send(Topic.BUILD_COMPLETED, Wire.fixture(BuildCompleted.class, rebuild));
    }

    /** Its other image failed with its base, and so has no events of its own. */
    private static void end(String rebuild, Instant when) {
        end(rebuild, when, "base");
    }

    private static void end(String rebuild, Instant when, String failedStage) {
        Wire.send(
                Topic.REBUILD_COMPLETED,
                Wire.fixture(RebuildCompleted.class, rebuild)
                        .replace("\"stage\": \"test\"", "\"stage\": \"" + failedStage + "\"")
                        .replaceFirst("\"occurredAt\": \"[^\"]*\"", "\"occurredAt\": \"" + when + "\""));
    }

    /** The spans of the rebuild by name, once so many are there; of several of one name the first. */
    private static Map<String, OtlpReceiver.Received> await(String rebuild, int count) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(OtlpReceiver.of(rebuild)).hasSizeGreaterThanOrEqualTo(count));
        return OtlpReceiver.of(rebuild).stream()
                .collect(Collectors.toMap(
                        received -> received.span().getName(), Function.identity(), (first, second) -> first));
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private static String hash(String text, int bytes) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes());
        return HexFormat.of().formatHex(Arrays.copyOf(hash, bytes));
    }

    private static long nanos(String instant) {
        return Instant.parse(instant).getEpochSecond() * 1_000_000_000;
    }
}
