package dev.imprimatur.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.answer.StageLog;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.LogId;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.Topic;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** The logs of an image's stages: of all that it went through or may still go through, and of none after the one where it ended. */
final class StageLogs {
    private StageLogs() {}

    static List<StageLog> of(ImageRun run, Function<Topic, JsonNode> told) {
        return Stream.of(LogId.Stage.values())
                .filter(stage -> isReached(stage, run))
                .map(stage -> of(stage, run, told.apply(topic(stage))))
                .toList();
    }

    private static boolean isReached(LogId.Stage stage, ImageRun run) {
        return switch (run.failedStage) {
            case null -> true;
            case "build" -> stage == LogId.Stage.BUILD;
            case "test" -> stage != LogId.Stage.PUBLISH;
            case "publish" -> true;
            // It was not rendered, or what it is built on failed.
            default -> false;
        };
    }

    private static StageLog of(LogId.Stage stage, ImageRun run, JsonNode told) {
        String name = stage.name().toLowerCase(Locale.ROOT);
        if (told == null) {
            LogId id = LogId.of(stage, new RebuildId(run.rebuildId), ImageKey.parse(run.image));
            return new StageLog(name, id.value(), null, null);
        }
        return new StageLog(
                name,
                told.path("id").asText(),
                told.path("digest").textValue(),
                told.hasNonNull("records") ? told.path("records").asInt() : null);
    }

    private static Topic topic(LogId.Stage stage) {
        return switch (stage) {
            case BUILD -> Topic.BUILD_COMPLETED;
            case TEST -> Topic.TEST_COMPLETED;
            case PUBLISH -> Topic.PUBLISH_COMPLETED;
        };
    }
}
