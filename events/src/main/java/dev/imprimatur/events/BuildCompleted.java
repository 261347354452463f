package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * The builder is done with an image, with success or without.
 *
 * @param eventId its identity
 * @param occurredAt when
 * @param rebuildId the rebuild
 * @param candidate the image
 * @param imageId the engine's id of the built image (the digest of its configuration on classic engines), or null
 * @param staged where the image lies in staging, by digest, or null
 * @param tests the tests that the image has to pass
 * @param attempts every try, the last one last
 * @param failure why there is no image, or null
 * @param log what the build printed, or null if it never began
 * @param logArtifact the same as an OCI artifact beside the image in staging, or null if it is not there
 * @param behindSeconds how long the longest chain of images takes that are built from this one, as its rendering said;
 *     null from builders that did not pass it on yet
 * @param envelope what the builder signs of all of it: a DSSE envelope around an in-toto statement; null from builders
 *     that signed nothing yet
 */
@RecordBuilder
public record BuildCompleted(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        Candidate candidate,
        Digest imageId,
        ImageReference staged,
        List<ImageTest> tests,
        List<Attempt> attempts,
        FailureReport failure,
        LogReference log,
        Digest logArtifact,
        Integer behindSeconds,
        SignedEnvelope envelope)
        implements SignedEvent<BuildCompleted>, Chained {

    /** @throws IllegalArgumentException if something is missing, or there is neither an image nor a failure */
    public BuildCompleted {
        if (rebuildId == null || candidate == null) {
            throw new IllegalArgumentException("build-completed needs the fields rebuildId and candidate");
        }
        boolean image = imageId != null && staged != null && staged.digest() != null;
        if (image == (failure != null)) {
            throw new IllegalArgumentException(
                    "build-completed needs either imageId and staged (by digest), or failure");
        }
        tests = tests == null ? List.of() : List.copyOf(tests);
        attempts = attempts == null ? List.of() : List.copyOf(attempts);
    }

    @Override
    public BuildCompleted signed(SignedEnvelope inEnvelope) {
        return BuildCompletedBuilder.builder(this).envelope(inEnvelope).build();
    }

    /** Whether there is an image. */
    public boolean succeeded() {
        return failure == null;
    }

    @Override
    public String key() {
        return candidate.image().toString();
    }
}
