package dev.imprimatur.renderer.plan;

import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.event.RebuildRequested;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.CatalogReader;
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
import java.util.List;
import java.util.stream.IntStream;

/** Plans a rebuild: reads the catalogue as it is now, and enters the images that the request is about. */
@ApplicationScoped
public class PlanWork implements Work {
    @Inject
    RendererConfig config;

    @Inject
    RebuildProgress progress;

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public Next run(String id) {
        QuarkusTransaction.requiringNew()
                .run(() -> Rebuild.lock(new RebuildId(id))
                        .filter(rebuild -> rebuild.state() == Rebuild.State.REQUESTED)
                        .ifPresent(this::plan));
        return Next.done();
    }

    private void plan(Rebuild rebuild) {
        try {
            Plan plan = select(Planner.plan(CatalogReader.read(config.catalog())), rebuild.request());
            if (plan.images().isEmpty()) {
                progress.unplannable(
                        rebuild,
                        FailureReport.of(
                                "nothing-selected",
                                false,
                                "no image of the catalogue matches '"
                                        + rebuild.request().select()
                                        + "'; patterns are over family/version/variant, for example node/22.*/bookworm"));
                return;
            }
            progress.planned(rebuild, images(rebuild.rebuildId(), plan));
        } catch (CatalogException e) {
            progress.unplannable(rebuild, FailureReport.of("catalog-invalid", false, e.getMessage()));
        }
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
