package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.renderer.RendererConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Cancels a rebuild that takes too long, and notifies the other services by the event that cancels any. */
@ApplicationScoped
class RebuildTimeout implements Work {
    @Inject
    RendererConfig config;

    @Inject
    WorkQueue queue;

    @Inject
    Outbox outbox;

    @Inject
    RebuildProgress progress;

    /** An earlier release has limited only some. */
    void start(@Observes @jakarta.annotation.Priority(StartOrder.SCHEDULES) StartupEvent event) {
        QuarkusTransaction.requiringNew()
                .run(() -> Rebuild.open().forEach(id -> queue.add(this, id.value(), Priority.SECURITY)));
    }

    /** Looks after this rebuild, as part of the current transaction. */
    void limit(Rebuild rebuild) {
        queue.add(this, rebuild.id, Priority.SECURITY);
    }

    @Override
    public String name() {
        return "rebuild-timeout";
    }

    @Override
    public Next run(String id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> Rebuild.lock(new RebuildId(id))
                        .filter(rebuild -> rebuild.state() != Rebuild.State.COMPLETED && rebuild.cancelled == null)
                        .map(rebuild -> cancelOrWait(rebuild, timeout(rebuild)))
                        .orElseGet(Next::done));
    }

    private Next cancelOrWait(Rebuild rebuild, Duration limit) {
        Instant now = SharedClock.now();
        Duration left = Duration.between(now, rebuild.receivedAt.plus(limit));
        if (left.isPositive()) {
            return Next.again(left);
        }
        RebuildCancelRequested event = new RebuildCancelRequested(
                // A sender who knew the id could send another event under it before, which would hide this one.
                rebuild.id + "/timed-out/" + UUID.randomUUID(),
                now,
                rebuild.rebuildId(),
                RebuildCancelRequested.CANCEL,
                "timed out, it may take " + limit,
                "renderer");
        outbox.add(event);
        progress.cancel(rebuild, FailureReport.cancelled(event.why()));
        return Next.done();
    }

    private Duration timeout(Rebuild rebuild) {
        return Optional.ofNullable(rebuild.request().timeout()).orElseGet(config::rebuildTimeout);
    }
}
