package dev.imprimatur.renderer.plan;

import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.feeds.FeedSettings;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.Sick;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.renderer.Pause;
import dev.imprimatur.renderer.RendererConfig;
import dev.imprimatur.renderer.Unexpected;
import dev.imprimatur.renderer.catalog.CatalogSource;
import dev.imprimatur.renderer.catalog.CatalogUnavailableException;
import dev.imprimatur.renderer.catalog.Checkout;
import dev.imprimatur.renderer.feed.FeedPlace;
import dev.imprimatur.renderer.history.Chains;
import dev.imprimatur.renderer.history.History;
import dev.imprimatur.renderer.rebuild.Planning;
import dev.imprimatur.renderer.rebuild.Rebuild;
import dev.imprimatur.renderer.rebuild.RebuildImage;
import dev.imprimatur.renderer.rebuild.RebuildProgress;
import dev.imprimatur.renderer.rebuild.Superseding;
import dev.imprimatur.renderer.rebuild.TagHolder;
import dev.imprimatur.renderer.rebuild.Waits;
import dev.imprimatur.renderer.render.UpstreamOutages;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** Plans a rebuild from the catalogue as it is now, and enters the images that the request is about. */
@ApplicationScoped
class PlanWork implements Planning, Work {
    private static final Logger LOG = Logger.getLogger(PlanWork.class);

    @Inject
    RendererConfig config;

    @Inject
    RebuildPlanner planner;

    @Inject
    CatalogSource source;

    @Inject
    LargeArchives archives;

    @Inject
    UpstreamOutages outages;

    @Inject
    Places places;

    @Inject
    FeedSettings feeds;

    @Inject
    Waits waits;

    @Inject
    RebuildProgress progress;

    @Inject
    WorkQueue queue;

    @Inject
    Superseding superseding;

    @Inject
    History history;

    @Override
    public void add(Rebuild rebuild) {
        queue.add(this, rebuild.rebuildId().value(), rebuild.request().priority());
    }

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public Next run(String id) {
        RebuildId rebuild = new RebuildId(id);
        return QuarkusTransaction.requiringNew()
                .call(() -> Rebuild.lock(rebuild).filter(found -> found.state() == Rebuild.State.REQUESTED))
                .map(this::plan)
                .orElseGet(Next::done);
    }

    private Next plan(Rebuild found) {
        RebuildId id = found.rebuildId();
        RebuildRequested request = found.request();
        // Not every plan needs every place beside the catalogue: one that failed for want of it does.
        Optional<Sick> sick = places.among(source.places(), found.waitingFor())
                .or(() -> found.waitingFor() == null ? Optional.empty() : outages.now(archives.place()));
        if (sick.isPresent()) {
            return waitFor(id, sick.get());
        }
        try (Checkout checkout = source.checkout()) {
            RebuildPlan plan = planner.plan(checkout, RebuildScope.of(request), request.allow());
            plan.plan().notices().forEach(LOG::warn);
            plan.leftOut().ifPresent(why -> LOG.errorf("rebuild %s goes on without a family: %s", id, why.message()));
            List<PlannedImage> images = plan.refusal(request.allow()).isEmpty()
                    ? archives.stored(plan.plan().images(), plan.largeFolders())
                    : List.of();
            Chains chains = chains(id, images);
            ifRequested(id, rebuild -> enter(rebuild, plan, images, chains));
        } catch (CatalogException e) {
            return invalid(id, e);
        } catch (CatalogUnavailableException e) {
            return unavailable(id, e);
        } catch (RegistryException e) {
            return outages.toBlame(e, archives.place())
                    .map(place -> waitFor(id, place))
                    .orElseGet(() -> retry(id, FailureReport.of(e.kind().toString(), e.temporary(), e.getMessage())));
        } catch (RuntimeException | StackOverflowError e) {
            return retry(id, Unexpected.report("the planning of rebuild " + id, e));
        }
        return Next.done();
    }

    /** If all that is wrong is that feeds are away, they are waited for. */
    private Next invalid(RebuildId id, CatalogException e) {
        List<FeedPlace> away =
                e.away().stream().map(address -> new FeedPlace(address, feeds)).toList();
        return (away.isEmpty() ? Optional.<Sick>empty() : places.ask(away))
                .map(place -> waitFor(id, place))
                .orElseGet(() -> retry(id, FailureReport.of("catalog-invalid", !away.isEmpty(), e.getMessage())));
    }

    private Next unavailable(RebuildId id, CatalogUnavailableException e) {
        return (e.mayPass() ? places.ask(source.places()) : Optional.<Sick>empty())
                .map(place -> waitFor(id, place))
                .orElseGet(() -> retry(id, FailureReport.of("catalog-unavailable", e.mayPass(), e.getMessage())));
    }

    private Next waitFor(RebuildId id, Sick sick) {
        LOG.debugf("rebuild %s waits to be planned for %s: %s", id, sick.place(), sick.why());
        waits.of(id, sick.place());
        return outages.pause();
    }

    /** Only the order of builds hangs on them, so no rebuild fails for want of them. */
    private Chains chains(RebuildId id, List<PlannedImage> images) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> history.chains(images));
        } catch (RuntimeException e) {
            LOG.warnf(e, "rebuild %s begins its builds in the plan's order: how long earlier ones took is unknown", id);
            return Chains.unknown();
        }
    }

    private void enter(Rebuild rebuild, RebuildPlan plan, List<PlannedImage> images, Chains chains) {
        String refusal = plan.refusal(rebuild.request().allow());
        if (plan.selectsNothing()) {
            progress.unplannable(rebuild, FailureReport.of("nothing-selected", false, plan.nothingSelected()));
        } else if (!refusal.isEmpty()) {
            progress.unplannable(rebuild, FailureReport.of("tags-refused", false, refusal));
        } else {
            if (rebuild.request().allow().contains(Allowance.VANISH)) {
                TagHolder.letGo(plan.vanishing(), plan.vanished(), rebuild.place());
            }
            plan.leftOut().ifPresent(rebuild::leftOut);
            progress.planned(rebuild, rows(rebuild.rebuildId(), images, chains));
            queue.add(
                    superseding, rebuild.rebuildId().value(), rebuild.request().priority());
        }
    }

    private Next retry(RebuildId id, FailureReport failure) {
        waits.of(id, null);
        int attempts = QuarkusTransaction.requiringNew()
                .call(() -> Rebuild.lock(id).orElseThrow().attempted());
        if (!failure.retryable() || attempts >= config.attempts()) {
            unplannable(id, failure);
            return Next.done();
        }
        LOG.warnf(
                "rebuild %s waits to be planned, attempt %d of %d: %s",
                id, attempts, config.attempts(), failure.message());
        return Next.again(Pause.after(attempts, config.backOff()));
    }

    private void unplannable(RebuildId id, FailureReport failure) {
        ifRequested(id, rebuild -> progress.unplannable(rebuild, failure));
    }

    private static void ifRequested(RebuildId id, Consumer<Rebuild> step) {
        QuarkusTransaction.requiringNew()
                .run(() -> Rebuild.lock(id)
                        .filter(rebuild -> rebuild.state() == Rebuild.State.REQUESTED)
                        .ifPresent(step));
    }

    private static List<RebuildImage> rows(RebuildId rebuild, List<PlannedImage> images, Chains chains) {
        return IntStream.range(0, images.size())
                .mapToObj(i -> new RebuildImage(
                        rebuild, i, images.get(i), chains.behind(images.get(i).image())))
                .toList();
    }
}
