package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Output;
import dev.imprimatur.events.AllowedSilence;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The image under test, held on the engine under a tag of the run's own, without which an image pulled by digest counts
 * as garbage. The tag never leaves the engine.
 */
final class StagedImage {
    private final Engine engine;
    private final ImageReference staged;
    private final EngineImage before;

    private StagedImage(Engine engine, ImageReference staged, EngineImage before) {
        this.engine = engine;
        this.staged = staged;
        this.before = before;
    }

    /**
     * Takes hold of exactly this digest, from its registry if the engine does not have it.
     *
     * @throws EngineException if it cannot be had
     */
    static StagedImage hold(
            Engine engine, ImageReference staged, TestRunId run, Output output, Cancellation cancellation) {
        if (find(engine, staged).isEmpty()) {
            engine.pull(staged, output, cancellation);
        }
        engine.tag(staged.toString(), keepTag(staged, run));
        EngineImage image = find(engine, staged).orElseThrow(() -> gone(staged));
        return new StagedImage(engine, staged, image);
    }

    /** What the engine calls it. */
    Digest id() {
        return before.id();
    }

    /** How long commands on top of it may be silent, if it says so. */
    Optional<Duration> silence() {
        return AllowedSilence.of(before.labels());
    }

    /** Releases it. The image goes too, unless it has another name. */
    static void release(Engine engine, ImageReference staged, TestRunId run) {
        engine.untag(keepTag(staged, run));
        engine.image(staged.toString())
                .filter(image -> image.tags().isEmpty() && image.repoDigests().equals(List.of(staged.toString())))
                .ifPresent(image -> engine.remove(staged.toString()));
    }

    /**
     * What is wrong if it is no longer the image that it was.
     *
     * @throws EngineException if it is no longer there
     */
    Optional<FailureReport> changed() {
        EngineImage after = find(engine, staged).orElseThrow(() -> gone(staged));
        if (after.id().equals(before.id()) && after.layers().equals(before.layers())) {
            return Optional.empty();
        }
        return Optional.of(
                FailureReport.of(
                        "image-changed",
                        false,
                        "the image behind " + staged + " was " + before.id() + " before its tests and is " + after.id()
                                + " after them, so they say nothing about it; find out who else works on that engine, then rebuild"));
    }

    private static Optional<EngineImage> find(Engine engine, ImageReference staged) {
        return engine.image(staged.toString())
                .filter(image -> image.repoDigests().contains(staged.toString()));
    }

    private static ImageReference keepTag(ImageReference staged, TestRunId run) {
        return new ImageReference(staged.registry(), staged.repository(), "test-" + run, null);
    }

    private static EngineException gone(ImageReference staged) {
        return new EngineException(new Failure.Transient(
                Failure.Kind.BASE_MISSING,
                staged + " vanished from the engine during its tests; it is pulled again",
                null));
    }
}
