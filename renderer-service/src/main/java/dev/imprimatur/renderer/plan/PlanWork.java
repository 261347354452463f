package dev.imprimatur.renderer.plan;

import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.event.RebuildRequested;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.Planner;
import dev.imprimatur.planner.plan.Selection;
import dev.imprimatur.renderer.RendererConfig;
import dev.imprimatur.renderer.rebuild.PublishedImage;
import dev.imprimatur.renderer.rebuild.Rebuild;
import dev.imprimatur.renderer.rebuild.RebuildImage;
import dev.imprimatur.renderer.rebuild.RebuildProgress;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** Plans a rebuild: reads the catalogue as it is now, and enters the images that the request is about. */
@ApplicationScoped
public class PlanWork implements Work {
    private static final Logger LOG = Logger.getLogger(PlanWork.class);

    @Inject
    RendererConfig config;

    @Inject
    Feeds feeds;

    @Inject
    RebuildProgress progress;

    @Inject
    Clock clock;

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public Next run(String id) {
        RebuildId rebuild = new RebuildId(id);
        if (QuarkusTransaction.requiringNew().call(() -> requested(rebuild).isEmpty())) {
            return Next.done();
        }
        try {
            Plan plan = plan();
            ifRequested(rebuild, waiting -> enter(waiting, plan));
        } catch (CatalogException e) {
            ifRequested(
                    rebuild,
                    waiting ->
                            progress.unplannable(waiting, FailureReport.of("catalog-invalid", false, e.getMessage())));
        }
        return Next.done();
    }

    /** Reading asks release feeds, which takes its time: no transaction waits for it. */
    private Plan plan() {
        Plan plan = Planner.plan(CatalogReader.read(config.catalog(), feeds), LocalDate.now(clock));
        plan.notices().forEach(LOG::warn);
        return plan;
    }

    private static Optional<Rebuild> requested(RebuildId id) {
        return Rebuild.lock(id).filter(rebuild -> rebuild.state() == Rebuild.State.REQUESTED);
    }

    /** A crash may have come after the commit: what is planned already is left as it is. */
    private static void ifRequested(RebuildId id, Consumer<Rebuild> step) {
        QuarkusTransaction.requiringNew().run(() -> requested(id).ifPresent(step));
    }

    private void enter(Rebuild rebuild, Plan whole) {
        Plan plan = select(whole, rebuild.request());
        if (plan.images().isEmpty()) {
            progress.unplannable(
                    rebuild,
                    FailureReport.of(
                            "nothing-selected",
                            false,
                            "no image of the catalogue matches '"
                                    + rebuild.request().select()
                                    + "'; patterns are over family/version/variant, for example node/22.*/bookworm"
                                    + (whole.frozen().isEmpty()
                                            ? ""
                                            : "; images whose line has ended are frozen and not built")));
            return;
        }
        progress.planned(rebuild, images(rebuild.rebuildId(), plan));
    }

    private static Plan select(Plan plan, RebuildRequested request) {
        return request.select() == null ? plan : plan.select(Selection.parse(request.select()), PublishedImage.keys());
    }

    private static List<RebuildImage> images(RebuildId rebuild, Plan plan) {
        return IntStream.range(0, plan.images().size())
                .mapToObj(i -> new RebuildImage(rebuild, i, plan.images().get(i)))
                .toList();
    }
}
