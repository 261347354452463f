package dev.imprimatur.console.answer;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;

/**
 * Something that waits.
 *
 * @param stage for what: plan, render, build, test, publish; or base, before it can be rendered
 * @param image the image, or null if it is a whole rebuild that waits for its plan
 * @param rebuildId the rebuild
 * @param priority how urgent it was when it came, or null where none is known
 * @param ahead how many come before it in its stage
 * @param due when it may be taken, or null where that is not known
 * @param attempt which attempt it waits for, or null
 * @param attempts how many there are at most, or null where that depends on why they fail
 * @param reason why it waits, for people
 */
@RecordBuilder
public record Waiting(
        String stage,
        String image,
        String rebuildId,
        String priority,
        long ahead,
        Instant due,
        Long attempt,
        Integer attempts,
        String reason) {}
