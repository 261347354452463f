package dev.imprimatur.renderer.render;

import dev.imprimatur.events.BuildId;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.Cause;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.MadeFrom;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompletedBuilder;
import dev.imprimatur.events.Stage;
import dev.imprimatur.events.TemplateLines;
import dev.imprimatur.messaging.outbox.EventTooLargeException;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.places.Sick;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.render.DockerfileRenderer;
import dev.imprimatur.planner.render.RenderException;
import dev.imprimatur.planner.stale.Fingerprint;
import dev.imprimatur.renderer.Pause;
import dev.imprimatur.renderer.RendererConfig;
import dev.imprimatur.renderer.Unexpected;
import dev.imprimatur.renderer.order.OrderSigner;
import dev.imprimatur.renderer.order.Places;
import dev.imprimatur.renderer.rebuild.PublishedImage;
import dev.imprimatur.renderer.rebuild.Rebuild;
import dev.imprimatur.renderer.rebuild.RebuildImage;
import dev.imprimatur.renderer.rebuild.RebuildProgress;
import dev.imprimatur.renderer.rebuild.Superseding;
import dev.imprimatur.renderer.rebuild.TagHolder;
import dev.imprimatur.renderer.rebuild.Waits;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/** Renders one image of a rebuild on bases pinned by digest, and sends it on its way. */
@ApplicationScoped
public class RenderWork implements Work {
    private static final Logger LOG = Logger.getLogger(RenderWork.class);

    @Inject
    RendererConfig config;

    @Inject
    Bases bases;

    @Inject
    UpstreamOutages outages;

    @Inject
    Waits waits;

    @Inject
    RebuildProgress progress;

    @Inject
    Places places;

    @Inject
    OrderSigner signer;

    @Inject
    Superseding superseding;

    @Inject
    Outbox outbox;

    /**
     * What is to be rendered.
     *
     * @param requestedAt when its rebuild was requested
     * @param began a place that was taken before its bases are looked up
     */
    private record Task(PlannedImage recipe, Instant requestedAt, long began) {}

    /**
     * What is to be sent.
     *
     * @param template where the Dockerfile's lines come from, or null
     * @param bases every base by its name in the template, by digest
     * @param began the place that was taken before they were looked up
     */
    private record Rendered(String dockerfile, TemplateLines template, Map<String, ImageReference> bases, long began) {}

    /** Nothing if the image does not wait any more. */
    private Optional<Task> read(RebuildId id, ImageKey image) {
        return Rebuild.of(id)
                .flatMap(rebuild -> waiting(rebuild, image)
                        .map(found -> new Task(found.recipe(), rebuild.request().occurredAt(), places.next())));
    }

    /** The queue's name of this piece of work. */
    public static String id(RebuildId rebuild, ImageKey image) {
        return rebuild + "/" + image;
    }

    @Override
    public String name() {
        return "render";
    }

    @Override
    public Next run(String id) {
        int slash = id.indexOf('/');
        RebuildId rebuild = new RebuildId(id.substring(0, slash));
        ImageKey image = ImageKey.parse(id.substring(slash + 1));
        try {
            return QuarkusTransaction.requiringNew()
                    .call(() -> read(rebuild, image))
                    .map(task -> render(rebuild, image, task))
                    .orElseGet(Next::done);
        } catch (RuntimeException | StackOverflowError e) {
            return retry(rebuild, image, Unexpected.report("the rendering of " + image, e));
        }
    }

    private Next render(RebuildId rebuild, ImageKey image, Task task) {
        boolean fromOutside = task.recipe.bases().values().stream().anyMatch(base -> base.image() == null);
        Optional<Sick> sick = fromOutside ? outages.now() : Optional.empty();
        if (sick.isPresent()) {
            return waitFor(rebuild, image, sick.get());
        }
        try {
            Map<String, ImageReference> resolved = bases.resolve(task.recipe);
            DockerfileRenderer.Rendered dockerfile =
                    DockerfileRenderer.rendered(task.recipe, resolved, task.requestedAt);
            Rendered rendered =
                    new Rendered(dockerfile.text(), dockerfile.template().orElse(null), resolved, task.began);
            superseding.settle(rebuild);
            ifWaiting(rebuild, image, (r, i) -> send(r, i, rendered));
            return Next.done();
        } catch (Bases.MissingBaseException e) {
            return failed(rebuild, image, FailureReport.of("base-missing", false, e.getMessage()));
        } catch (RenderException e) {
            return failed(rebuild, image, FailureReport.of("template-invalid", false, e.getMessage()));
        } catch (EventTooLargeException e) {
            return failed(rebuild, image, e.report());
        } catch (RegistryException e) {
            return outages.toBlame(e)
                    .map(place -> waitFor(rebuild, image, place))
                    .orElseGet(() -> retry(
                            rebuild, image, FailureReport.of(e.kind().toString(), e.temporary(), e.getMessage())));
        }
    }

    private Next waitFor(RebuildId rebuild, ImageKey image, Sick sick) {
        LOG.debugf("%s waits for %s: %s (rebuild %s)", image, sick.place(), sick.why(), rebuild);
        waits.of(rebuild, image, sick.place());
        return outages.pause();
    }

    private Next retry(RebuildId rebuild, ImageKey image, FailureReport failure) {
        waits.of(rebuild, image, null);
        Optional<Integer> attempts = QuarkusTransaction.requiringNew()
                .call(() -> Rebuild.lock(rebuild)
                        .flatMap(found -> waiting(found, image))
                        .map(RebuildImage::attempted));
        if (attempts.isEmpty()) {
            return Next.done();
        }
        int attempt = attempts.get();
        if (!failure.retryable() || attempt >= config.attempts()) {
            return failed(rebuild, image, failure);
        }
        LOG.warnf("%s is not rendered, attempt %d of %d: %s", image, attempt, config.attempts(), failure.message());
        return Next.again(Pause.after(attempt, config.backOff()));
    }

    private Next failed(RebuildId rebuild, ImageKey image, FailureReport failure) {
        ifWaiting(rebuild, image, (r, i) -> progress.failed(r, i, Stage.RENDER, failure));
        return Next.done();
    }

    private void send(Rebuild rebuild, RebuildImage image, Rendered rendered) {
        String dockerfile = rendered.dockerfile;
        Map<String, ImageReference> pinnedBases = rendered.bases;
        PlannedImage recipe = image.recipe();
        RebuildRequested request = rebuild.request();
        BuildId build = BuildId.of(dockerfile, recipe.context().digest(), recipe.platform());
        Fingerprint inputs = fingerprint(recipe, pinnedBases);
        image.rendered(build, inputs, SharedClock.now());
        Candidate candidate = CandidateBuilder.builder()
                .image(recipe.image())
                .buildId(build)
                .platform(recipe.platform())
                .pinned(recipe.pinned())
                .aliases(recipe.aliases())
                .bases(List.copyOf(pinnedBases.values()))
                .reason(request.reason())
                .priority(request.priority())
                .allow(request.allow())
                .madeFrom(new MadeFrom(
                        recipe.labels().get(PlannedImage.REVISION_LABEL),
                        Digest.of(dockerfile.getBytes(StandardCharsets.UTF_8)),
                        recipe.context().digest()))
                .causes(causes(image.key(), inputs))
                .endOfLife(recipe.endOfLife())
                .published(PublishedImage.reference(image.key())
                        .map(ImageReference::digest)
                        .orElse(null))
                .build()
                .keeping(TagHolder.heldBesides(recipe))
                .placed(rebuild.place(), rendered.began);
        outbox.add(signer.sign(RenderCompletedBuilder.builder()
                .eventId(id(rebuild.rebuildId(), image.key()) + "/rendered")
                .occurredAt(SharedClock.now())
                .rebuildId(rebuild.rebuildId())
                .candidate(signer.sign(candidate, rebuild.rebuildId()))
                .dockerfile(dockerfile)
                .context(recipe.context())
                .tests(recipe.tests())
                .supersedes(RebuildImage.superseded(image.key(), rebuild.rebuildId()))
                .planned(rebuild.planned())
                .behindSeconds(image.behindSeconds())
                .template(rendered.template)
                .build()));
        LOG.infof("rendered %s as build %s (rebuild %s)", image.key(), build.abbreviated(), rebuild.rebuildId());
    }

    /** What is another than when the image was last published, or found to be unchanged. */
    private static List<Cause> causes(ImageKey image, Fingerprint inputs) {
        return PublishedImage.changesOf(image, inputs).stream()
                .map(reason -> new Cause(reason.kind().toString(), reason.detail()))
                .toList();
    }

    private static Fingerprint fingerprint(PlannedImage recipe, Map<String, ImageReference> pinnedBases) {
        Map<String, Digest> digests = new TreeMap<>();
        pinnedBases.forEach((name, base) -> digests.put(name, base.digest()));
        return Fingerprint.of(recipe, digests);
    }

    /** A crash may have come after the commit: what is no longer waiting is left as it is. */
    private static void ifWaiting(RebuildId id, ImageKey key, BiConsumer<Rebuild, RebuildImage> step) {
        QuarkusTransaction.requiringNew()
                .run(() -> Rebuild.lock(id)
                        .ifPresent(rebuild -> waiting(rebuild, key).ifPresent(image -> step.accept(rebuild, image))));
    }

    /**
     * The image, if it is still to be rendered. An end that is known from its event alone may have left one waiting.
     */
    private static Optional<RebuildImage> waiting(Rebuild rebuild, ImageKey key) {
        return Optional.of(rebuild)
                .filter(Rebuild::goesOn)
                .flatMap(found -> RebuildImage.of(found.rebuildId(), key))
                .filter(image -> image.state() == RebuildImage.State.WAITING);
    }
}
