package dev.imprimatur.tester.order;

import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.order.OrderedCandidates;
import dev.imprimatur.messaging.proof.Believer;
import dev.imprimatur.messaging.proof.NeededKeys;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** Lets only what the renderer signed be tested, since what a tester approves is published. */
@ApplicationScoped
public class OrderedBuilds implements Believer {
    @Inject
    OrderConfig config;

    private OrderedCandidates ordered;

    void start(@Observes @Priority(StartOrder.KEYS) StartupEvent start) {
        ordered = new OrderedCandidates(config.keys().orElse(List.of()), config.unsigned(), "tested");
    }

    @Override
    public List<NeededKeys> needed() {
        return OrderedCandidates.needed(config.keys().orElse(List.of()), config.unsigned());
    }

    /** @throws BadEventException if no trusted renderer signed this very candidate for this rebuild */
    public void check(BuildCompleted built) {
        ordered.check(built.candidate(), built.rebuildId());
    }

    /**
     * Why what was to be tested when it came is not to be tested now: the key that signed its place was revoked
     * meanwhile.
     */
    public Optional<FailureReport> refusedSince(BuildCompleted built) {
        return ordered.refusedSince(built.candidate(), built.rebuildId());
    }
}
