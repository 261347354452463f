package dev.imprimatur.renderer.plan;

import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.messaging.DatabaseTrouble;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.places.Places;
import dev.imprimatur.renderer.RendererConfig;
import dev.imprimatur.renderer.catalog.CatalogSource;
import dev.imprimatur.renderer.catalog.CatalogUnavailableException;
import dev.imprimatur.renderer.rebuild.Rebuild;
import dev.imprimatur.renderer.render.UpstreamOutages;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Looks from time to time whether anything is stale, and asks for a rebuild of it. One row of the work queue, so
 * however many renderers there are, one looks; and it asks as any requester does, by an event.
 */
@ApplicationScoped
public class StaleCheck implements Work {
    private static final Logger LOG = Logger.getLogger(StaleCheck.class);
    /** No event takes as long from the outbox to its handler. */
    private static final Duration ON_ITS_WAY = Duration.ofMinutes(10);

    /** Nothing of a rebuild that goes on takes as long. */
    private static final Duration STUCK = Duration.ofHours(2);

    /**
     * While releases or settings are replaced one after the other, another renderer's schedule is looked at by that
     * one.
     */
    private static final Duration UNKNOWN_IS_KEPT = Duration.ofHours(1);

    private static final Duration LEFT_TO_ANOTHER = Duration.ofMinutes(1);

    /** When to look again where none was made at its time, unless the schedule says so earlier. */
    private static final Duration SOON = Duration.ofMinutes(5);

    @Inject
    RendererConfig config;

    @Inject
    RebuildPlanner planner;

    @Inject
    CatalogSource source;

    @Inject
    UpstreamOutages outages;

    @Inject
    Places places;

    @Inject
    Outbox outbox;

    @Inject
    WorkQueue queue;

    @Inject
    Clock clock;

    private Optional<StaleSchedule> schedule = Optional.empty();
    /** The rows of other schedules as this renderer saw them. */
    private final Map<String, Sighting> unknown = new ConcurrentHashMap<>();

    private volatile RebuildRequested asked;

    /**
     * A row of another schedule.
     *
     * @param since when it was seen first as it is
     * @param due what it says, which the renderer that has the schedule moves whenever it takes it
     */
    private record Sighting(Instant since, Optional<Instant> due) {}

    void start(@Observes @jakarta.annotation.Priority(StartOrder.SCHEDULES) StartupEvent event) {
        schedule = config.staleCheck().map(StaleCheck::parse).filter(this::begun);
    }

    /** Sees to it that there is a row, unless the schedule is over and its last look was made. */
    private boolean begun(StaleSchedule known) {
        boolean begun = added(known);
        if (!begun) {
            LOG.warnf("imprimatur.renderer.stale-check: '%s' has no time left, nothing looks for what is stale", row());
        }
        return begun;
    }

    private boolean added(StaleSchedule known) {
        return QuarkusTransaction.requiringNew().call(() -> {
            boolean due = due(row(), known, clock.instant()).isPresent();
            if (due) {
                queue.add(this, row(), Priority.BACKGROUND);
            }
            return due;
        });
    }

    /** Sees to it that there still is a row: another renderer may have taken it for one that no renderer has. */
    void keep() {
        schedule.ifPresent(this::added);
    }

    private static Optional<Instant> due(String id, StaleSchedule known, Instant now) {
        return known.first(now).map(first -> StaleDue.of(id, first)).or(() -> StaleDue.of(id));
    }

    @Override
    public String name() {
        return "stale-check";
    }

    @Override
    public Next run(String id) {
        Instant now = clock.instant();
        if (schedule.isEmpty() || !id.equals(row())) {
            return ofAnother(id, now);
        }
        Optional<Instant> due = QuarkusTransaction.requiringNew().call(() -> due(id, schedule.get(), now));
        if (due.isEmpty()) {
            return Next.done();
        }
        if (now.isBefore(due.get())) {
            return Next.again(Duration.between(now, due.get()));
        }
        // It is due all the same, and others see that there is a renderer that has it.
        QuarkusTransaction.requiringNew().run(() -> StaleDue.move(id, Optional.of(now.truncatedTo(ChronoUnit.MILLIS))));
        if (outages.now().or(() -> places.among(source.places(), null)).isPresent()) {
            return outages.pause();
        }
        boolean looked = false;
        try {
            looked = look();
        } catch (RegistryException e) {
            if (outages.toBlame(e).isPresent()) {
                LOG.warnf("cannot find out what is stale before the registry is well again: %s", e.getMessage());
                return outages.pause();
            }
            LOG.warnf("cannot find out what is stale, looking again later: %s", e.getMessage());
        } catch (CatalogUnavailableException e) {
            if (e.mayPass() && places.ask(source.places()).isPresent()) {
                LOG.warnf(
                        "cannot find out what is stale before the catalogue's repository is well again: %s",
                        e.getMessage());
                return outages.pause();
            }
            LOG.warnf("cannot find out what is stale, looking again later: %s", e.getMessage());
        } catch (RuntimeException e) {
            if (DatabaseTrouble.find(e).isPresent()) {
                throw e;
            }
            LOG.warnf("cannot find out what is stale, looking again later: %s", e.getMessage());
        }
        Instant end = clock.instant();
        Optional<Duration> next = schedule.get().after(end).map(time -> Duration.between(end, time));
        return looked
                ? next.map(Next::again).orElseGet(Next::done)
                : Next.again(next.filter(time -> time.compareTo(SOON) < 0).orElse(SOON));
    }

    /** A schedule that is not this renderer's. It goes once no other renderer has moved it for long. */
    private Next ofAnother(String id, Instant now) {
        Optional<Instant> due = QuarkusTransaction.requiringNew().call(() -> StaleDue.of(id));
        Sighting seen = unknown.merge(
                id, new Sighting(now, due), (former, latest) -> former.due.equals(latest.due) ? former : latest);
        if (now.isBefore(seen.since.plus(UNKNOWN_IS_KEPT))) {
            return Next.again(LEFT_TO_ANOTHER);
        }
        unknown.remove(id);
        QuarkusTransaction.requiringNew().run(() -> StaleDue.deleteById(id));
        return Next.done();
    }

    /** One row for a schedule: another schedule does not wait for the time of the former. */
    private String row() {
        return config.staleCheck().orElseThrow();
    }

    private static StaleSchedule parse(String text) {
        try {
            return StaleSchedule.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("imprimatur.renderer.stale-check: " + e.getMessage(), e);
        }
    }

    /** Whether a look was made: then the next is due at the schedule's next time. */
    private boolean look() {
        if (asked != null
                && clock.instant().isBefore(asked.occurredAt().plus(ON_ITS_WAY))
                && QuarkusTransaction.requiringNew()
                        .call(() -> Rebuild.of(asked.rebuildId()).isEmpty())) {
            LOG.info("the rebuild that was asked for last is on its way, so what is stale shows only after it");
            return false;
        }
        if (QuarkusTransaction.requiringNew().call(() -> Rebuild.anyAtWork(STUCK))) {
            LOG.info("a rebuild goes on, so what is stale shows only after it");
            return false;
        }
        RebuildPlan plan = planner.plan(new RebuildScope(null, true), List.of());
        plan.plan().leftOut().forEach(LOG::error);
        int stale = plan.plan().images().size();
        Optional<RebuildRequested> request = stale > 0 ? Optional.of(request(stale)) : Optional.empty();
        QuarkusTransaction.requiringNew().run(() -> {
            request.ifPresent(outbox::add);
            StaleDue.move(row(), schedule.get().after(clock.instant()));
        });
        request.ifPresent(made -> {
            LOG.infof("%d images are stale, asked for their rebuild", stale);
            asked = made;
        });
        return true;
    }

    private static RebuildRequested request(int stale) {
        return RebuildRequestedBuilder.builder()
                .eventId("stale-check/" + UUID.randomUUID())
                .occurredAt(SharedClock.now())
                .type(RebuildRequested.STALE)
                .reason("stale: " + stale + (stale == 1 ? " image" : " images"))
                .priority(Priority.SCHEDULED)
                .requestedBy("stale-check")
                .build();
    }
}
