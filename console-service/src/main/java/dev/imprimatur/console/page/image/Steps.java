package dev.imprimatur.console.page.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.page.fleet.Cause;
import dev.imprimatur.console.page.frame.Times;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.RunState;
import dev.imprimatur.console.why.Story;
import dev.imprimatur.events.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Describes what happened to an image in one rebuild, step by step. */
final class Steps {
    private final ImageRun run;
    private final Story story;
    private final List<Step> steps = new ArrayList<>();

    private Steps(ImageRun run, Story story) {
        this.run = run;
        this.story = story;
    }

    static List<Step> of(ImageRun run, Story story) {
        Steps told = new Steps(run, story);
        told.asked();
        told.rendered();
        told.tried(story.buildAttempts(), "Built", run.buildLog, Stage.BUILD);
        told.tried(story.testAttempts(), "Tested", run.testLog, Stage.TEST);
        told.ended();
        return told.steps;
    }

    private void asked() {
        Story.Request request = story.request();
        steps.add(new Step(
                request.requestedAt(),
                "dot",
                "soft",
                "Asked for by "
                        + (request.requestedBy() == null ? "a requester without a name" : request.requestedBy()),
                (request.reason() == null ? "its request is not on record" : "Reason “" + request.reason() + "”")
                        + (request.priority() == null ? "" : ", priority " + request.priority()),
                null,
                run.rebuildId));
    }

    private void rendered() {
        if (run.renderedAt != null) {
            String bases = texts(story.bases()).stream().collect(Collectors.joining(", "));
            steps.add(Step.well(run.renderedAt, "Rendered", bases.isEmpty() ? "on no base" : "on " + bases, null));
        }
    }

    /** Every try, those that failed as well. */
    private void tried(JsonNode attempts, String passed, String log, Stage stage) {
        if (attempts == null) {
            return;
        }
        for (JsonNode attempt : attempts) {
            Instant startedAt = instant(attempt.path("startedAt"));
            String took =
                    Times.words(Duration.ofMillis(attempt.path("durationMillis").asLong()));
            String where = attempt.hasNonNull("worker")
                    ? " by " + attempt.path("worker").asText()
                    : "";
            JsonNode failure = attempt.path("failure");
            if (failure.isObject()) {
                steps.add(Step.failed(
                        startedAt,
                        "Try " + attempt.path("number").asInt() + " of the " + stage.word() + " failed" + where
                                + ", after " + took,
                        failure.path("kind").asText() + ": "
                                + failure.path("message").asText(),
                        log));
            } else {
                steps.add(
                        Step.well(startedAt, passed + where + " in " + took, stage == Stage.TEST ? tests() : "", log));
            }
        }
    }

    private String tests() {
        return story.tests() == null
                ? ""
                : StreamSupport.stream(story.tests().spliterator(), false)
                        .map(test -> test.path("name").asText() + " "
                                + test.path("outcome").asText() + " in "
                                + Times.words(Duration.ofMillis(
                                        test.path("durationMillis").asLong())))
                        .collect(Collectors.joining(", "));
    }

    private void ended() {
        if (run.testedAt != null && run.verdict == dev.imprimatur.events.Verdict.APPROVED) {
            String signer = story.signer();
            steps.add(Step.well(
                    run.testedAt, "Approved", signer == null ? "" : "signed by " + Words.shortened(signer), null));
        }
        if (run.stage == RunState.PUBLISHED) {
            steps.add(Step.well(
                    run.publishedAt,
                    "Published" + (run.revision == null ? "" : " as r" + run.revision),
                    Words.count(run.tags.length, "tag") + " set and read back",
                    run.publishLog));
        }
        if (run.stage == RunState.UNCHANGED) {
            steps.add(new Step(
                    run.publishedAt,
                    "same",
                    "ok",
                    "Unchanged",
                    "what was published before stays",
                    run.publishLog,
                    null));
        }
        if (run.stage == RunState.FAILED && run.failure != null) {
            steps.add(Step.failed(
                    run.failedAt,
                    run.failedIn(Stage.BASE) ? "Its base failed" : "Failed in " + run.failedStage,
                    run.failure.message(),
                    Cause.log(run)));
        }
    }

    private static List<String> texts(JsonNode list) {
        return list == null
                ? List.of()
                : StreamSupport.stream(list.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList();
    }

    private static Instant instant(JsonNode text) {
        return text.isTextual() ? Instant.parse(text.asText()) : null;
    }
}
