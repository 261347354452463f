package dev.imprimatur.console.page.rebuild;

import dev.imprimatur.console.page.frame.Times;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.rebuild.Rebuild;
import dev.imprimatur.console.rebuild.RebuildState;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What pages say of a rebuild.
 *
 * @param id its id
 * @param state how far it is
 * @param reason why it was asked for
 * @param asked which images
 * @param by who asked, or null
 * @param priority how urgent it is, or null
 * @param requestedAt when it was asked for, or null
 * @param finishedAt when it ended, or null
 * @param took how long it took, or has run; or null
 * @param left how long it will still take, or null
 * @param progress how many images stand where
 */
@RecordBuilder
public record RebuildFacts(
        String id,
        RebuildState state,
        String reason,
        String asked,
        String by,
        String priority,
        Instant requestedAt,
        Instant finishedAt,
        String took,
        String left,
        Progress progress) {

    static RebuildFacts of(Rebuild rebuild, Progress progress, Instant now) {
        return of(rebuild, progress, Optional.empty(), now);
    }

    static RebuildFacts of(Rebuild rebuild, Progress progress, Optional<Duration> left, Instant now) {
        Instant end = rebuild.finishedAt == null ? now : rebuild.finishedAt;
        return RebuildFactsBuilder.builder()
                .id(rebuild.id)
                .state(rebuild.state)
                .reason(rebuild.reason == null || rebuild.reason.isBlank() ? rebuild.id : rebuild.reason)
                .asked(asked(rebuild))
                .by(rebuild.requestedBy)
                .priority(
                        rebuild.priority == null
                                ? null
                                : rebuild.priority.toString().toLowerCase(Locale.ROOT))
                .requestedAt(rebuild.requestedAt)
                .finishedAt(rebuild.finishedAt)
                .took(rebuild.requestedAt == null ? null : Times.words(Duration.between(rebuild.requestedAt, end)))
                .left(left.map(Times::words).orElse(null))
                .progress(progress)
                .build();
    }

    private static String asked(Rebuild rebuild) {
        if (rebuild.selection != null) {
            return ("rebuild-stale".equals(rebuild.type) ? "what is stale of " : "") + rebuild.selection;
        }
        return "rebuild-stale".equals(rebuild.type) ? "what is stale" : rebuild.type == null ? null : "all images";
    }

    /** Whether it goes on. */
    public boolean goesOn() {
        return !state.ended();
    }

    /** The mark of its state. */
    public String mark() {
        return switch (state) {
            case REQUESTED -> "wait";
            case RUNNING -> "run";
            case SUCCEEDED -> "ok";
            case FAILED -> "fail";
            case CANCELLED, SUPERSEDED -> "hole";
        };
    }

    /** The colour of its state. */
    public String colour() {
        return switch (state) {
            case REQUESTED, CANCELLED, SUPERSEDED -> "soft";
            case RUNNING -> "run";
            case SUCCEEDED -> "ok";
            case FAILED -> "fail";
        };
    }

    /** What its page is opened for, in a sentence or two. */
    public String headline() {
        String name = "“" + reason + "”";
        return switch (state) {
            case REQUESTED ->
                name + " was asked for" + (took == null ? "" : " " + took + " ago") + " and is being planned.";
            case RUNNING ->
                name + " has run" + (took == null ? "" : " for " + took) + ". " + progress.doneOfAll() + ".";
            case SUCCEEDED, FAILED, CANCELLED, SUPERSEDED ->
                name + " " + ended() + ": " + progress.words() + (took == null ? "" : ", in " + took) + ".";
        };
    }

    private String ended() {
        return switch (state) {
            case SUCCEEDED -> "succeeded";
            case CANCELLED -> "was cancelled";
            case SUPERSEDED -> "was taken over by a newer rebuild";
            default -> "failed";
        };
    }

    /** The same in the few words of a title. */
    public String title() {
        return (goesOn() ? progress.done() + " of " + progress.all() : state.toString()) + ", " + reason;
    }

    /** Who asked for what, and why. */
    public List<String> chain() {
        return Stream.of(
                        by == null ? "a requester without a name" : by,
                        asked == null ? null : "asked for " + asked,
                        reason)
                .filter(part -> part != null)
                .toList();
    }

    /** The command that helps: to end what goes on. */
    public String cancel() {
        return "./imprimatur cancel " + Words.quoted(id);
    }
}
