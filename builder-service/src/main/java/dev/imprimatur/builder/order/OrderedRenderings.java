package dev.imprimatur.builder.order;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.BuildId;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.order.OrderedCandidates;
import dev.imprimatur.messaging.proof.Believer;
import dev.imprimatur.messaging.proof.NeededKeys;
import dev.imprimatur.messaging.proof.TrustedSenders;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lets only what the renderer signed be built, since a build takes the place of another one of its image. */
@ApplicationScoped
public class OrderedRenderings implements Believer {
    @Inject
    OrderConfig config;

    private OrderedCandidates ordered;
    private TrustedSenders renderers;

    void start(@Observes @Priority(StartOrder.KEYS) StartupEvent start) {
        List<Path> keys = config.keys().orElse(List.of());
        ordered = new OrderedCandidates(keys, config.unsigned(), "built");
        renderers = new TrustedSenders("a renderer", "imprimatur.order", keys, config.unsigned());
    }

    @Override
    public List<NeededKeys> needed() {
        return OrderedCandidates.needed(config.keys().orElse(List.of()), config.unsigned());
    }

    /** Why what was to be built when it came is not to be built now: a key that signed it was revoked meanwhile. */
    public Optional<FailureReport> refusedSince(RenderCompleted rendered) {
        return ordered.refusedSince(rendered.candidate(), rendered.rebuildId())
                .or(() -> renderers.refusedSince(rendered, null));
    }

    /**
     * Checks that the candidate is signed and all that comes with it, and that Dockerfile and context are those of its
     * build.
     *
     * @param rendered what it says
     * @param json its JSON as it came
     * @param received when it came
     * @throws BadEventException if no trusted renderer signed this very candidate for this rebuild, or it comes with
     *     other files, other tests, or another Dockerfile
     */
    public void check(RenderCompleted rendered, ObjectNode json, Instant received) {
        Candidate candidate = rendered.candidate();
        ordered.check(candidate, rendered.rebuildId());
        renderers.check(rendered, json, received);
        BuildId given = BuildId.of(rendered.dockerfile(), rendered.context().digest(), candidate.platform());
        if (!given.equals(candidate.buildId())) {
            throw new BadEventException("order-refused: " + candidate.image() + " of rebuild " + rendered.rebuildId()
                    + " is not built: Dockerfile or context are those of build " + given
                    + ", and the candidate is of build " + candidate.buildId());
        }
    }
}
