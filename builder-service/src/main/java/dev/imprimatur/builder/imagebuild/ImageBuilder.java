package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.builder.keep.BuildSteps;
import dev.imprimatur.builder.keep.KeepTag;
import dev.imprimatur.builder.keep.KeptImages;
import dev.imprimatur.builder.stage.Staged;
import dev.imprimatur.builder.stage.Staging;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.RegistryFailure;
import dev.imprimatur.engine.context.ContextCache;
import dev.imprimatur.engine.context.HeldContext;
import dev.imprimatur.engineaccess.attempt.CommandLog;
import dev.imprimatur.events.AllowedSilence;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.DatabaseTrouble;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.RegistryException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Builds an image and stages it. An attempt goes on where an earlier one was stopped: an image in staging is not built
 * again, and one on the engine is only pushed again.
 */
@ApplicationScoped
class ImageBuilder {
    private static final Logger LOG = Logger.getLogger(ImageBuilder.class);

    @Inject
    BuilderConfig config;

    @Inject
    Engine engine;

    @Inject
    BuilderChoice choice;

    @Inject
    Staging staging;

    @Inject
    KeptImages kept;

    @Inject
    BuildSteps steps;

    @Inject
    ClientConfiguration clients;

    @Inject
    ContextCache contexts;

    @Inject
    Builds builds;

    BuildOutcome build(Opening.Opened opened, CommandLog log, Cancellation cancellation) {
        RenderCompleted event = opened.event();
        ImageReference tag = staging.tag(event);
        try {
            // Others can write to staging: only what an attempt has noted by its digest is its own.
            Optional<Staged> earlier = opened.sent()
                    ? staging.find(tag)
                            .filter(found -> found.reference().digest().equals(opened.named()))
                    : Optional.empty();
            if (earlier.isPresent()) {
                log.line(
                        "==> an earlier attempt staged it already as %s",
                        earlier.get().reference());
                return new BuildOutcome.Succeeded(earlier.get());
            }
            String engineId = engine.version().id();
            kept.note(engineId, opened.build(), tag, event.candidate().bases());
            steps.note(engineId, event.candidate().image().toString());
            Digest imageId = engine.image(tag.toString()).map(EngineImage::id).orElse(null);
            if (imageId == null) {
                imageId = buildNow(event, log, cancellation);
                engine.tag(imageId.value(), tag);
            } else {
                log.line("==> an earlier attempt built it already as %s", imageId);
            }
            builds.sending(opened);
            if (cancellation.cancelled()) {
                return new BuildOutcome.Failed(
                        new Failure.Transient(Failure.Kind.CANCELLED, "stopped before the push", null), Duration.ZERO);
            }
            log.line("==> push to %s", tag);
            return new BuildOutcome.Succeeded(staging.send(
                    imageId,
                    tag,
                    event.candidate().bases(),
                    log,
                    cancellation,
                    manifest -> builds.named(opened, manifest)));
        } catch (EngineException e) {
            return new BuildOutcome.Failed(TemplatePlace.of(e, event), e.asked());
        } catch (RegistryException e) {
            return new BuildOutcome.Failed(RegistryFailure.of(e), e.retryAfter().orElse(Duration.ZERO));
        } finally {
            keepBases(event);
            prune(opened);
        }
    }

    private Digest buildNow(RenderCompleted event, CommandLog log, Cancellation cancellation) {
        try (HeldContext context = contexts.hold(event.context())) {
            BuildOrder order = BuildOrderBuilder.builder()
                    .dockerfile(event.dockerfile())
                    .context(context.tar())
                    .addedFiles(clients.filesFor(event.dockerfile()))
                    .platform(event.candidate().platform())
                    .network(true)
                    .timeout(config.buildTimeout())
                    .cancellation(cancellation)
                    .silence(AllowedSilence.of(event.dockerfile()).orElseGet(config::silence))
                    .build();
            return choice.build(order, log);
        }
    }

    private void keepBases(RenderCompleted event) {
        try {
            for (ImageReference base : event.candidate().bases()) {
                if (engine.image(base.toString()).isPresent()) {
                    engine.tag(base.toString(), KeepTag.of(base));
                }
            }
        } catch (EngineException e) {
            LOG.debugf(
                    "bases of %s are pulled again when they are gone: %s",
                    event.candidate().image(), e.getMessage());
        }
    }

    /**
     * The image itself has its tag by now; what is left are finished steps of builds that failed or were killed. Those
     * of an attempt that was taken over are the other builder's to prune, since it may be at work on this very engine.
     */
    private void prune(Opening.Opened opened) {
        try {
            if (builds.isOpen(opened.build(), opened.number())) {
                steps.clear(opened.event().candidate().image().toString());
            }
        } catch (RuntimeException e) {
            if (DatabaseTrouble.find(e).isEmpty()) {
                throw e;
            }
            LOG.debugf("steps of build %s stay on the engine for now: %s", opened.build(), e.getMessage());
        }
    }
}
