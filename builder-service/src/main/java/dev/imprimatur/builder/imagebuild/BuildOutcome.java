package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.builder.stage.Staged;
import dev.imprimatur.engine.Failure;
import java.time.Duration;

/** What came of one attempt. */
sealed interface BuildOutcome {

    /** The image lies in staging. */
    record Succeeded(Staged staged) implements BuildOutcome {}

    /**
     * There is no image.
     *
     * @param failure why
     * @param asked how long a registry asked to wait before another attempt
     */
    record Failed(Failure failure, Duration asked) implements BuildOutcome {}
}
