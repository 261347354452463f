package dev.imprimatur.tester.run;

/** Whether the next attempt began, and if not, why. */
sealed interface Opening permits Opening.Complete, Opening.Waiting, OpenAttempt {

    /** The run is complete, or has had all its attempts. */
    record Complete() implements Opening {}

    /**
     * A place that the run needs is sick.
     *
     * @param place its name
     */
    record Waiting(String place) implements Opening {}
}
