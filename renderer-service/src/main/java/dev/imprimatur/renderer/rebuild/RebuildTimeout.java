package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.messaging.event.Priority;
import dev.imprimatur.messaging.event.RebuildCancelRequested;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.renderer.RendererConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Has a rebuild cancelled that takes too long, in the way in which everybody else cancels one: by the event. */
@ApplicationScoped
class RebuildTimeout implements Work {
    @Inject
    RendererConfig config;

    @Inject
    WorkQueue queue;

    @Inject
    Outbox outbox;

    /** Looks after this rebuild if it is limited, as part of the current transaction. */
    void limit(Rebuild rebuild) {
        if (timeout(rebuild).isPresent()) {
            queue.add(this, rebuild.id, Priority.SECURITY);
        }
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
                        .flatMap(rebuild -> timeout(rebuild).map(limit -> cancelOrWait(rebuild, limit)))
                        .orElseGet(Next::done));
    }

    private Next cancelOrWait(Rebuild rebuild, Duration limit) {
        Instant now = Instant.now();
        Duration left = Duration.between(now, rebuild.requestedAt.plus(limit));
        if (left.isPositive()) {
            return Next.again(left);
        }
        outbox.add(new RebuildCancelRequested(
                rebuild.id + "/timed-out",
                now,
                rebuild.rebuildId(),
                RebuildCancelRequested.CANCEL,
                "timed out, it may take " + limit,
                "renderer"));
        return Next.done();
    }

    private Optional<Duration> timeout(Rebuild rebuild) {
        return Optional.ofNullable(rebuild.request().timeout()).or(config::rebuildTimeout);
    }
}
