package dev.imprimatur.console.page.worker;

import dev.imprimatur.console.page.frame.Times;
import dev.imprimatur.console.worker.Doing;
import dev.imprimatur.console.worker.WorkerView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A builder or a tester.
 *
 * @param view what is known of it
 * @param strip how its last tries ended
 * @param now when it was asked
 */
public record WorkerRow(WorkerView view, Strip strip, Instant now) {

    static WorkerRow of(WorkerView view, Instant now) {
        return new WorkerRow(view, Strip.of(view.results()), now);
    }

    /** The class of the mark before its name. */
    public String mark() {
        return switch (view.state()) {
            case SICK -> "fail";
            case SILENT -> "stale";
            case WORKING -> "run";
            case IDLE -> "same";
            case UNKNOWN -> "wait";
        };
    }

    /** The class of the colour of its state. */
    public String colour() {
        return switch (view.state()) {
            case SICK -> "fail";
            case SILENT -> "warn";
            case WORKING -> "run";
            case IDLE, UNKNOWN -> "soft";
        };
    }

    /** How it is, in words. */
    public String word() {
        return switch (view.state()) {
            case SICK -> "fails often";
            case SILENT -> "silent";
            case WORKING -> "works";
            case IDLE -> "does nothing";
            case UNKNOWN -> "not known";
        };
    }

    /** How often it failed for a transient reason, in words. */
    public String often() {
        return view.worker() + " (" + view.transientFailures() + " of its last "
                + view.results().size() + " tries)";
    }

    /** What it is doing, each in words. */
    public List<Work> works() {
        return view.doing().stream().map(this::work).toList();
    }

    private Work work(Doing doing) {
        return new Work(
                doing,
                (doing.attempt() == 1 ? "" : "try " + doing.attempt() + ", ") + "for " + since(doing.startedAt())
                        + quiet(doing));
    }

    /** While a command is silent its log grows by lines that say so, so that the last one tells nothing. */
    private String quiet(Doing doing) {
        if (doing.silentSince() != null) {
            return ", silent for " + since(doing.silentSince());
        }
        return doing.lastLineAt() == null ? "" : ", last line " + since(doing.lastLineAt()) + " ago";
    }

    private String since(Instant at) {
        return Times.words(Duration.between(at, now));
    }

    /**
     * Something that it is doing.
     *
     * @param doing what
     * @param words for how long
     */
    public record Work(Doing doing, String words) {}
}
