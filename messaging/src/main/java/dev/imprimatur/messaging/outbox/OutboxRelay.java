package dev.imprimatur.messaging.outbox;

import dev.imprimatur.messaging.StartOrder;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Relays the outbox to Kafka in the order of its rows. A crash between sending and deleting sends again: receivers know
 * events by their ids. Topics that Kafka refuses are tried apart, so that no other one waits for them.
 */
@ApplicationScoped
public class OutboxRelay {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int BATCH = 100;
    /** What this instance adds wakes it; only what another one left is found by looking. */
    private static final Duration POLL = Duration.ofSeconds(5);

    private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(2);
    private static final Duration BEFORE_REFUSED_TOPICS = Duration.ofSeconds(5);

    @Inject
    OutboxBatch batch;

    @Inject
    HeldTopics topics;

    @Inject
    OutboxProducer producer;

    private final Semaphore due = new Semaphore(0);
    private volatile boolean stopping;
    private Thread open;
    private Thread held;

    void start(@Observes @Priority(StartOrder.OUTBOX) StartupEvent event) {
        open = Thread.ofPlatform().name("outbox-relay").daemon().start(this::relay);
        held = Thread.ofPlatform().name("outbox-held-topics").daemon().start(this::tryHeld);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        held.interrupt();
        open.join(Duration.ofSeconds(5));
        producer.close();
    }

    /** Looks for events now. */
    void wake() {
        due.release();
    }

    private void relay() {
        while (!stopping) {
            try {
                Optional<OutboxBatch.Outcome> outcome = batch.relay(topics.open(), BATCH);
                outcome.ifPresent(each -> topics.hold(each.held()));
                Optional<Throwable> trouble = outcome.map(OutboxBatch.Outcome::trouble);
                if (trouble.isPresent()) {
                    waitAfter(trouble.get());
                } else if (outcome.map(OutboxBatch.Outcome::nothing).orElse(true)) {
                    pause(POLL);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                waitAfter(e);
            }
        }
    }

    private void waitAfter(Throwable trouble) {
        if (!stopping) {
            LOG.warnf(
                    "events wait in the outbox, since Kafka or the database does not take them: %s",
                    trouble.getMessage());
            due.drainPermits();
            try {
                due.tryAcquire(BEFORE_NEXT_TRY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void pause(Duration most) throws InterruptedException {
        due.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS);
        due.drainPermits();
    }

    /** A topic's oldest event is enough to see whether Kafka takes it; the others then follow in their turn. */
    private void tryHeld() {
        try {
            while (!stopping) {
                Thread.sleep(BEFORE_REFUSED_TOPICS);
                topics.held().keySet().forEach(this::tryHeld);
            }
        } catch (InterruptedException e) {
            LOG.debug("the service stops");
        }
    }

    private void tryHeld(String topic) {
        try {
            if (batch.relay(List.of(topic), 1).filter(OutboxBatch.Outcome::fine).isPresent()) {
                topics.release(topic);
                wake();
            }
        } catch (RuntimeException e) {
            LOG.debugf("events of topic %s wait on: %s", topic, e.getMessage());
        }
    }
}
