package dev.imprimatur.console.page.queue;

import dev.imprimatur.console.api.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What people call the stages, the one that is nearest to the end first. */
public enum QueueStop {
    /** Approved, and no tag names it yet. */
    PUBLISH("to be published"),
    /** Built and staged. */
    TEST("to be tested"),
    /** Rendered. */
    BUILD("to be built"),
    /** Planned. */
    RENDER("to be rendered"),
    /** Asked for. */
    PLAN("to be planned"),
    /** It cannot be rendered before its base is there. */
    BASE("waiting for a base");

    private final String word;

    QueueStop(String word) {
        this.word = word;
    }

    /**
     * The stage of this name in an address; null if there is none in it.
     *
     * @throws ApiException if there is no such stage
     */
    static QueueStop named(String name) {
        return name == null || name.isEmpty()
                ? null
                : Stream.of(values())
                        .filter(stop -> stop.toString().equals(name))
                        .findFirst()
                        .orElseThrow(() -> ApiException.invalid("stage", "expected one of " + List.of(values())));
    }

    /** What people call it. */
    public String word() {
        return word;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
