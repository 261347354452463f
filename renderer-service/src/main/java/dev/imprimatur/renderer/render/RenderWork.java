package dev.imprimatur.renderer.render;

import dev.imprimatur.messaging.event.BuildId;
import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.event.RebuildRequested;
import dev.imprimatur.messaging.event.RenderCompleted;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.render.DockerfileRenderer;
import dev.imprimatur.planner.render.RenderException;
import dev.imprimatur.renderer.RendererConfig;
import dev.imprimatur.renderer.rebuild.Rebuild;
import dev.imprimatur.renderer.rebuild.RebuildImage;
import dev.imprimatur.renderer.rebuild.RebuildProgress;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/** Renders one image of a rebuild on bases pinned by digest, and sends it on its way. */
@ApplicationScoped
public class RenderWork implements Work {
    private static final Logger LOG = Logger.getLogger(RenderWork.class);
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    @Inject
    RendererConfig config;

    @Inject
    Bases bases;

    @Inject
    RebuildProgress progress;

    @Inject
    Outbox outbox;

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
        PlannedImage recipe = QuarkusTransaction.requiringNew()
                .call(() -> RebuildImage.of(rebuild, image).orElseThrow().recipe());
        try {
            Map<String, ImageReference> resolved = bases.resolve(recipe);
            String dockerfile = DockerfileRenderer.render(recipe, resolved);
            ifWaiting(rebuild, image, (r, i) -> send(r, i, dockerfile, List.copyOf(resolved.values())));
            return Next.done();
        } catch (Bases.MissingBaseException e) {
            return failed(rebuild, image, FailureReport.of("base-missing", false, e.getMessage()));
        } catch (RenderException e) {
            return failed(rebuild, image, FailureReport.of("template-invalid", false, e.getMessage()));
        } catch (RegistryException e) {
            return retry(rebuild, image, e);
        }
    }

    private Next retry(RebuildId rebuild, ImageKey image, RegistryException e) {
        int attempts = QuarkusTransaction.requiringNew()
                .call(() -> RebuildImage.of(rebuild, image).orElseThrow().attempted());
        if (!e.temporary() || attempts >= config.attempts()) {
            return failed(rebuild, image, FailureReport.of(e.kind().toString(), e.temporary(), e.getMessage()));
        }
        long millis = Math.min(LONGEST_PAUSE_MILLIS, config.backoff().toMillis() << Math.min(attempts - 1, 16));
        LOG.warnf("%s waits for its base, attempt %d of %d: %s", image, attempts, config.attempts(), e.getMessage());
        return Next.again(Duration.ofMillis(millis));
    }

    private Next failed(RebuildId rebuild, ImageKey image, FailureReport failure) {
        ifWaiting(rebuild, image, (r, i) -> progress.failed(r, i, "render", failure));
        return Next.done();
    }

    private void send(Rebuild rebuild, RebuildImage image, String dockerfile, List<ImageReference> pinnedBases) {
        PlannedImage recipe = image.recipe();
        RebuildRequested request = rebuild.request();
        BuildId build = BuildId.of(dockerfile, recipe.context().digest(), recipe.platform());
        image.rendered(build);
        Candidate candidate = new Candidate(
                recipe.image(),
                build,
                recipe.platform(),
                recipe.pinned(),
                recipe.aliases(),
                pinnedBases,
                request.reason(),
                request.priority());
        outbox.add(new RenderCompleted(
                id(rebuild.rebuildId(), image.key()) + "/rendered",
                Instant.now(),
                rebuild.rebuildId(),
                candidate,
                dockerfile,
                recipe.context(),
                recipe.tests()));
        LOG.infof("rendered %s as build %s (rebuild %s)", image.key(), build.abbreviated(), rebuild.rebuildId());
    }

    /** A crash may have come after the commit: what is no longer waiting is left as it is. */
    private static void ifWaiting(RebuildId id, ImageKey key, BiConsumer<Rebuild, RebuildImage> step) {
        QuarkusTransaction.requiringNew()
                .run(() -> Rebuild.lock(id)
                        .ifPresent(rebuild -> RebuildImage.of(id, key)
                                .filter(image -> image.state() == RebuildImage.State.WAITING)
                                .ifPresent(image -> step.accept(rebuild, image))));
    }
}
