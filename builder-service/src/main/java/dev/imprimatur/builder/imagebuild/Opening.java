package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.oci.Digest;
import java.time.Instant;

/** Whether the next attempt began, and if not, why. */
sealed interface Opening {

    /** The build is complete, or has had all its attempts. */
    record Complete() implements Opening {}

    /** The same image is being built for another rebuild; cleaning up after one would disturb the other. */
    record Busy() implements Opening {}

    /**
     * A place that the build needs is sick.
     *
     * @param place its name
     */
    record Waiting(String place) implements Opening {}

    /**
     * An attempt has begun.
     *
     * @param build the build
     * @param number counted from 1
     * @param failures how many of those before it failed of themselves
     * @param event what is to be built
     * @param sent whether an earlier attempt may have sent something
     * @param named the digest under which an earlier attempt was about to put an image into staging, or null
     * @param log how its log begins
     */
    record Opened(
            BuildKey build, int number, int failures, RenderCompleted event, boolean sent, Digest named, LogBegin log)
            implements Opening {}

    /**
     * How the log of an attempt begins.
     *
     * @param at where in the log of the build
     * @param startedAt when the attempt began
     * @param worker which builder makes it
     */
    record LogBegin(LogPosition at, Instant startedAt, String worker) {}
}
