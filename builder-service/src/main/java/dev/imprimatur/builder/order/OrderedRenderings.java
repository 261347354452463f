package dev.imprimatur.builder.order;

import dev.imprimatur.messaging.event.BadEventException;
import dev.imprimatur.messaging.event.RenderCompleted;
import dev.imprimatur.messaging.order.OrderedCandidates;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;

/** Lets only what the renderer signed be built, since a build takes the place of another one of its image. */
@ApplicationScoped
public class OrderedRenderings {
    @Inject
    OrderConfig config;

    private OrderedCandidates ordered;

    void start(@Observes @Priority(2) StartupEvent start) {
        ordered = new OrderedCandidates(config.keys().orElse(List.of()), config.unsigned(), "built");
    }

    /** @throws BadEventException if no trusted renderer signed this very candidate for this rebuild */
    public void check(RenderCompleted rendered) {
        ordered.check(rendered.candidate(), rendered.rebuildId());
    }
}
