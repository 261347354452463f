package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.renderer.RendererConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Ends a cancelled rebuild even if the other services do not say what became of its images. */
@ApplicationScoped
class CancelledEnd implements Work {
    @Inject
    RendererConfig config;

    @Inject
    RebuildProgress progress;

    @Override
    public String name() {
        return "cancelled-end";
    }

    @Override
    public Next run(String id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> Rebuild.lock(new RebuildId(id))
                        .filter(rebuild -> rebuild.state() != Rebuild.State.COMPLETED)
                        .map(this::endOrWait)
                        .orElseGet(Next::done));
    }

    private Next endOrWait(Rebuild rebuild) {
        Duration left = Duration.between(SharedClock.now(), rebuild.cancelledAt.plus(config.cancelPatience()));
        if (left.isPositive()) {
            return Next.again(left);
        }
        progress.giveUp(rebuild);
        return Next.done();
    }
}
