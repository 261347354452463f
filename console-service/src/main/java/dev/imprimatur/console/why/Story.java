package dev.imprimatur.console.why;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.imprimatur.console.answer.StageLog;
import dev.imprimatur.console.rebuild.Rebuild;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.RunView;
import dev.imprimatur.console.timeline.RecordedEvent;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.Topic;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Everything that is known of one image in one rebuild; what is not known is left out.
 *
 * @param run its way through the rebuild
 * @param request who asked for the rebuild, and why
 * @param buildId the identity of its build
 * @param platform as in {@code linux/amd64}
 * @param bases what it was built from, by digest
 * @param dockerfile the Dockerfile's text
 * @param buildAttempts every try of its build
 * @param testAttempts every try of its tests
 * @param tests what each test said
 * @param signer the id of the key that signed the verdict, or null
 * @param published every tag as it was read back, with the digest that it had before
 * @param change why it changed, and which packages did
 * @param confirmed the last rebuild that changed nothing about the image, so that it stayed; or null
 * @param mirrors each further registry, and why it had not got the image when that was announced
 * @param logs the log of each stage, whether it has begun or not; of none after the one where the image failed
 */
@RecordBuilder
public record Story(
        RunView run,
        Request request,
        String buildId,
        String platform,

        @Schema(implementation = String[].class, description = "Each base, by digest")
        JsonNode bases,

        String dockerfile,

        @Schema(implementation = Object[].class, description = "Each try, as build-completed has it")
        JsonNode buildAttempts,

        @Schema(implementation = Object[].class, description = "Each try, as test-completed has it")
        JsonNode testAttempts,

        @Schema(implementation = Object[].class, description = "Each test, as test-completed has it")
        JsonNode tests,

        String signer,

        @Schema(implementation = Object[].class, description = "Each tag, as publish-completed has it")
        JsonNode published,

        @Schema(implementation = Object.class, description = "Why it changed, as publish-completed has it")
        JsonNode change,

        Confirmation confirmed,

        @Schema(implementation = Object[].class, description = "Each further registry, as publish-completed has it")
        JsonNode mirrors,

        List<StageLog> logs) {

    /**
     * Who asked for a rebuild, and why.
     *
     * @param type rebuild-all, rebuild-selected or rebuild-stale
     * @param select which images
     * @param reason why
     * @param priority how urgent
     * @param requestedBy who
     * @param requestedAt when
     */
    public record Request(
            String type, String select, String reason, Priority priority, String requestedBy, Instant requestedAt) {}

    /**
     * A rebuild that changed nothing.
     *
     * @param rebuildId the rebuild
     * @param at when that was found out
     */
    public record Confirmation(String rebuildId, Instant at) {}

    /** The story of this run. */
    public static Story of(ImageRun run) {
        Map<Topic, JsonNode> events = new EnumMap<>(Topic.class);
        RecordedEvent.of(run.rebuildId, run.image).forEach(event -> events.put(topic(event.topic), parsed(event.json)));
        JsonNode candidate = Stream.of(Topic.values())
                .map(events::get)
                .filter(Objects::nonNull)
                .map(event -> event.path("candidate"))
                .findFirst()
                .orElse(MissingNode.getInstance());
        Rebuild rebuild = Rebuild.findById(run.rebuildId);
        return StoryBuilder.builder()
                .run(RunView.of(run))
                .request(new Request(
                        rebuild.type,
                        rebuild.selection,
                        rebuild.reason,
                        rebuild.priority,
                        rebuild.requestedBy,
                        rebuild.requestedAt))
                .buildId(candidate.path("buildId").textValue())
                .platform(candidate.path("platform").textValue())
                .bases(candidate.get("bases"))
                .dockerfile(textOf(events, Topic.RENDER_COMPLETED, "dockerfile"))
                .buildAttempts(partOf(events, Topic.BUILD_COMPLETED, "attempts"))
                .testAttempts(partOf(events, Topic.TEST_COMPLETED, "attempts"))
                .tests(partOf(events, Topic.TEST_COMPLETED, "results"))
                .signer(signer(events))
                .published(partOf(events, Topic.PUBLISH_COMPLETED, "tags"))
                .change(partOf(events, Topic.PUBLISH_COMPLETED, "change"))
                .confirmed(confirmation(run))
                .mirrors(partOf(events, Topic.PUBLISH_COMPLETED, "mirrors"))
                .logs(StageLogs.of(run, topic -> partOf(events, topic, "log")))
                .build();
    }

    private static Confirmation confirmation(ImageRun run) {
        return ImageRun.<ImageRun>find(
                        "image = ?1 and stays = ?2 and id <> ?3 order by publishedAt desc",
                        run.image,
                        run.digest,
                        run.id)
                .firstResultOptional()
                .map(last -> new Confirmation(last.rebuildId, last.publishedAt))
                .orElse(null);
    }

    private static String signer(Map<Topic, JsonNode> events) {
        JsonNode envelope = partOf(events, Topic.TEST_COMPLETED, "envelope");
        return envelope == null
                ? null
                : envelope.path("signatures").path(0).path("keyid").textValue();
    }

    private static Topic topic(String name) {
        return Stream.of(Topic.values())
                .filter(topic -> topic.topic().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode parsed(String json) {
        try {
            return EventJson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept event is no JSON: " + e.getMessage(), e);
        }
    }

    private static JsonNode partOf(Map<Topic, JsonNode> events, Topic topic, String field) {
        JsonNode event = events.get(topic);
        return event == null ? null : event.get(field);
    }

    private static String textOf(Map<Topic, JsonNode> events, Topic topic, String field) {
        JsonNode part = partOf(events, topic, field);
        return part == null ? null : part.textValue();
    }
}
