package dev.imprimatur.builder.keep;

import java.time.Instant;

/**
 * A name that builds gave to an image on an engine.
 *
 * @param reference the name
 * @param usedAt when a build last wanted it
 * @param need whether it is still needed
 */
record Kept(String reference, Instant usedAt, Need need) {

    /** Who needs an image on an engine. */
    enum Need {
        /** Not needed: its build failed, or what it built was published or rejected. */
        NONE,
        /** Not needed now. A base that the next build would have to pull again. */
        WARM,
        /** Work in progress: a build that stands on it, or tests and publication of what was built. */
        IN_HAND
    }
}
