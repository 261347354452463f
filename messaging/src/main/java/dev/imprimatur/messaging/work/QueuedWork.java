package dev.imprimatur.messaging.work;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;

/**
 * A piece of work that waits.
 *
 * @param kind which kind
 * @param rebuildId the rebuild
 * @param image the image, or null if it is the whole rebuild
 * @param priority how urgent it was when it came
 * @param ahead how many pieces of this kind come before it
 * @param due when it may be taken
 * @param delayed whether that is still to come
 * @param failures how many attempts have failed
 * @param attempts how many there are at most, or null where that depends on why they fail
 * @param waitsFor the sick place that it waits for, or null
 */
@RecordBuilder
public record QueuedWork(
        String kind,
        String rebuildId,
        String image,
        String priority,
        long ahead,
        Instant due,
        boolean delayed,
        long failures,
        Integer attempts,
        String waitsFor) {}
