package dev.imprimatur.renderer.order;

import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.MessagingConfig;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.proof.SignedResults;
import dev.imprimatur.messaging.restore.ForgottenEvents;
import dev.imprimatur.renderer.RendererConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Finds out where the sequence of places goes on when a renderer starts. If the database may have forgotten places,
 * none is given before Kafka was read and the publisher has answered; otherwise the publisher is asked, and not waited
 * for.
 */
@ApplicationScoped
public class SequenceStart {
    private static final Logger LOG = Logger.getLogger(SequenceStart.class);

    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Inject
    RendererConfig config;

    @Inject
    MessagingConfig messaging;

    @Inject
    ForgottenEvents forgotten;

    @Inject
    SignedResults signed;

    @Inject
    GivenPlaces given;

    @Inject
    PublishedPlaces published;

    @Inject
    Places places;

    void start(@Observes @Priority(StartOrder.BEFORE_ANY_WORK) StartupEvent start) {
        begin();
    }

    /**
     * Raises the sequence. A second run changes nothing.
     *
     * @throws IllegalStateException if the publisher has to answer, and does not for as long as a start waits
     */
    public void begin() {
        boolean forgetful = mayHaveForgotten();
        if (forgetful) {
            given.raise();
        }
        if (config.publisher().isPresent()) {
            ask(URI.create(config.publisher().get()), forgetful);
        } else if (forgetful) {
            LOG.warn("imprimatur.renderer.publisher names no publisher, so places begin above the clock and what Kafka"
                    + " holds: if this clock was set back, what was published before keeps its tags from what comes");
        }
    }

    /** It is new or was restored, or Kafka, which would show that it was, is new or lost what it held. */
    private boolean mayHaveForgotten() {
        return places.none()
                || forgotten.nothingHandled()
                || forgotten.any(
                        Arrays.stream(Topic.values()).map(Topic::event).collect(Collectors.toSet()), signed::isGenuine);
    }

    private void ask(URI publisher, boolean waits) {
        long limit = System.nanoTime() + messaging.startWait().toNanos();
        while (true) {
            try {
                long highest = published.highest(publisher);
                places.raise(highest);
                LOG.infof("the highest place that the publisher knows is %d", highest);
                return;
            } catch (UnansweredException e) {
                String why =
                        "the publisher at " + publisher + " (imprimatur.renderer.publisher) does not say which place"
                                + " is the highest that it knows: " + e.getMessage();
                if (!waits) {
                    LOG.warnf("%s; this database knows the places that it gave, so they go on", why);
                    return;
                }
                if (System.nanoTime() > limit) {
                    throw new IllegalStateException(why);
                }
                LOG.warnf(
                        "waiting before the first place is given, since this database may have forgotten some: %s",
                        why);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting for the publisher", e);
        }
    }
}
