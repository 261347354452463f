package dev.imprimatur.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.answer.StageLog;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.LogId;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.Stage;
import dev.imprimatur.events.Topic;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The logs of an image's stages: of all that it went through or may still go through, and of none after the one where
 * it ended.
 */
final class StageLogs {
    private StageLogs() {}

    static List<StageLog> of(ImageRun run, Function<Topic, JsonNode> told) {
        return Stream.of(LogId.Keeper.values())
                .filter(keeper -> isReached(keeper, run))
                .map(keeper -> of(keeper, run, told.apply(topic(keeper))))
                .toList();
    }

    private static boolean isReached(LogId.Keeper keeper, ImageRun run) {
        return run.failedStage == null
                || Stage.of(run.failedStage)
                        .filter(failed -> isBefore(keeper, failed))
                        .isPresent();
    }

    /** Whether an image that ended at this stage went through this service. */
    private static boolean isBefore(LogId.Keeper keeper, Stage failed) {
        return switch (failed) {
            case BUILD -> keeper == LogId.Keeper.BUILDER;
            case TEST -> keeper != LogId.Keeper.PUBLISHER;
            case PUBLISH -> true;
            case RENDER, BASE -> false;
        };
    }

    private static StageLog of(LogId.Keeper keeper, ImageRun run, JsonNode told) {
        String name = keeper.stage().word();
        if (told == null) {
            LogId id = LogId.of(keeper, new RebuildId(run.rebuildId), ImageKey.parse(run.image));
            return new StageLog(name, id.value(), null, null);
        }
        return new StageLog(
                name,
                told.path("id").asText(),
                told.path("digest").textValue(),
                told.hasNonNull("records") ? told.path("records").asInt() : null);
    }

    private static Topic topic(LogId.Keeper keeper) {
        return switch (keeper) {
            case BUILDER -> Topic.BUILD_COMPLETED;
            case TESTER -> Topic.TEST_COMPLETED;
            case PUBLISHER -> Topic.PUBLISH_COMPLETED;
        };
    }
}
