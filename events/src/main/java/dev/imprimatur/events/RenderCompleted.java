package dev.imprimatur.events;

import io.soabase.recordbuilder.core.RecordBuilder;
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
 * @param supersedes older rebuilds whose build of this image is not needed any more, if it has not begun
 * @param planned how many images its rebuild has in all; null in events of earlier releases
 * @param behindSeconds how long the longest chain of images takes that are built from this one, going by earlier
 *     rebuilds; null in events of earlier releases
 * @param template from which lines of the image's template the Dockerfile's lines come, for messages; null if that is
 *     not known, as in events of earlier releases
 * @param envelope what the renderer signs of all of it: a DSSE envelope around an in-toto statement; null from
 *     renderers that signed candidates alone
 */
@RecordBuilder
public record RenderCompleted(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        Candidate candidate,
        String dockerfile,
        Archive context,
        List<ImageTest> tests,
        List<RebuildId> supersedes,
        Integer planned,
        Integer behindSeconds,
        TemplateLines template,
        SignedEnvelope envelope)
        implements SignedEvent<RenderCompleted>, Chained {

    /** @throws IllegalArgumentException if something is missing */
    public RenderCompleted {
        if (rebuildId == null || candidate == null || dockerfile == null || dockerfile.isBlank() || context == null) {
            throw new IllegalArgumentException(
                    "render-completed needs the fields rebuildId, candidate, dockerfile and context");
        }
        if (context.unstored()) {
            throw new IllegalArgumentException("the context " + context + " is in no registry yet");
        }
        supersedes = supersedes == null ? List.of() : List.copyOf(supersedes);
        tests = tests == null ? List.of() : List.copyOf(tests);
    }

    @Override
    public RenderCompleted signed(SignedEnvelope inEnvelope) {
        return RenderCompletedBuilder.builder(this).envelope(inEnvelope).build();
    }

    @Override
    public String key() {
        return candidate.image().toString();
    }
}
