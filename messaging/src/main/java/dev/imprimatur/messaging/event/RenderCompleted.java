package dev.imprimatur.messaging.event;

import java.time.Instant;
import java.util.List;

/**
 * The renderer wrote an image's Dockerfile: it can be built.
 *
 * @param eventId its identity
 * @param occurredAt when
 * @param rebuildId the rebuild
 * @param candidate the image
 * @param dockerfile the Dockerfile's text; every base is pinned by digest
 * @param context the files that it copies
 * @param tests the tests that the image has to pass
 */
public record RenderCompleted(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        Candidate candidate,
        String dockerfile,
        Archive context,
        List<ImageTest> tests)
        implements Event {

    /** @throws IllegalArgumentException if something is missing */
    public RenderCompleted {
        if (rebuildId == null || candidate == null || dockerfile == null || dockerfile.isBlank() || context == null) {
            throw new IllegalArgumentException(
                    "render-completed needs the fields rebuildId, candidate, dockerfile and context");
        }
        tests = tests == null ? List.of() : List.copyOf(tests);
    }

    @Override
    public String key() {
        return candidate.image().toString();
    }
}
