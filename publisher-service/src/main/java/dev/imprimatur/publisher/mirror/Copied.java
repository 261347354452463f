package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import java.util.List;

/** What came of a copy. */
sealed interface Copied {
    /**
     * The mirror has it.
     *
     * @param digest what
     * @param tags its tags there, but for immutable ones
     */
    record There(Digest digest, List<ImageReference> tags) implements Copied {}

    /**
     * There is nothing to copy any more.
     *
     * @param why for people
     */
    record Nothing(FailureReport why) implements Copied {}
}
