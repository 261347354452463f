package dev.imprimatur.builder.order;

import dev.imprimatur.messaging.event.BadEventException;
import dev.imprimatur.messaging.event.BuildId;
import dev.imprimatur.messaging.event.Candidate;
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

    /**
     * Checks that the candidate is signed, and that Dockerfile and context are those that it was signed for.
     *
     * @throws BadEventException if no trusted renderer signed this very candidate for this rebuild, or it comes with others
     */
    public void check(RenderCompleted rendered) {
        Candidate candidate = rendered.candidate();
        ordered.check(candidate, rendered.rebuildId());
        BuildId given = BuildId.of(
                rendered.dockerfile(), rendered.context().digest(), candidate.platform());
        if (!given.equals(candidate.buildId())) {
            throw new BadEventException("order-refused: " + candidate.image() + " of rebuild " + rendered.rebuildId()
                    + " is not built: Dockerfile or context are those of build " + given
                    + ", and the candidate is of build " + candidate.buildId());
        }
    }
}
