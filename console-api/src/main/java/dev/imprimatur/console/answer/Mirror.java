package dev.imprimatur.console.answer;

import dev.imprimatur.events.FailureReport;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A mirror, as the publisher describes it.
 *
 * @param registry its host and port
 * @param waiting how many publications it lacks
 * @param since since when it lacks the oldest of them, or null
 * @param failure why it does not do its part at present, or null
 * @param images what it lacks, the oldest first, at most 200
 */
public record Mirror(
        String registry,
        long waiting,
        @Schema(nullable = true) Instant since,
        @Schema(nullable = true) FailureReport failure,
        List<Missing> images) {

    /**
     * What a mirror lacks.
     *
     * @param image the image of the catalogue
     * @param publication the publication, {@code rebuild/family/version/variant}
     * @param since when it was to be there
     * @param attempts how often it was tried
     * @param failure why the last try failed, or null
     */
    public record Missing(
            String image,
            String publication,
            Instant since,
            int attempts,
            @Schema(nullable = true) FailureReport failure) {}
}
