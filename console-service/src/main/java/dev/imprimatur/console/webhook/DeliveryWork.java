package dev.imprimatur.console.webhook;

import dev.imprimatur.console.api.LogText;
import dev.imprimatur.events.Priority;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.messaging.work.WorkQueue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Delivers one event to one endpoint: an attempt, and then another one later, for days. An endpoint has one attempt at
 * a time, so one that is slow holds one thread. After an attempt that was not answered it has none for a while, and
 * then a single one. The other deliveries wait, without an attempt, and the end of each attempt calls the oldest of
 * them.
 */
@ApplicationScoped
class DeliveryWork implements Work {
    private static final Logger LOG = Logger.getLogger(DeliveryWork.class);
    private static final double CHANCE = 0.2;

    /** How much longer than its answer may take an attempt is thought to go on, as names are looked up too. */
    private static final Duration MARGIN = Duration.ofSeconds(15);

    /** When a delivery looks for itself that waits behind others, should the one before never call it. */
    private static final Duration UNCALLED = Duration.ofMinutes(2);

    private static final Duration LONGEST_HOLD = Duration.ofDays(4);

    @Inject
    Provider<WorkQueue> queue;

    @Inject
    WebhookConfig config;

    @Inject
    Sender sender;

    @Inject
    Clock clock;

    @Override
    public String name() {
        return "webhook-delivery";
    }

    @Override
    public Next run(String id) {
        Optional<Next> untried = QuarkusTransaction.requiringNew().call(() -> open(Long.valueOf(id)));
        if (untried.isPresent()) {
            return untried.get();
        }
        Reply reply = attempt(Long.valueOf(id));
        return QuarkusTransaction.requiringNew().call(() -> conclude(Long.valueOf(id), reply));
    }

    /**
     * Counts an attempt before anything may go wrong. There is none if the delivery is done, was tried often enough, or
     * the endpoint is gone or not free.
     *
     * @return what becomes of the delivery without an attempt, or nothing if it is to be tried
     */
    private Optional<Next> open(Long id) {
        Delivery delivery = Delivery.findById(id);
        Webhook webhook = delivery == null ? null : Webhook.locked(delivery.webhookId);
        if (webhook == null || delivery.state != Delivery.State.WAITING) {
            return Optional.of(Next.done());
        }
        if (webhook.isDisabled()) {
            fail(delivery, "not sent: the webhook is disabled, " + webhook.disabledBecause);
            return Optional.of(Next.done());
        }
        if (delivery.attempts > config.retries().size()) {
            fail(delivery, "what came of the last attempt is not known: the console or its database stopped meanwhile");
            return Optional.of(Next.done());
        }
        Instant now = clock.instant();
        if (!webhook.isFree(now)) {
            return Optional.of(hold(delivery, webhook, now));
        }
        webhook.begins(now, config.timeout().plus(MARGIN));
        delivery.heldSince = null;
        delivery.attempts++;
        return Optional.empty();
    }

    private Next hold(Delivery delivery, Webhook webhook, Instant now) {
        delivery.heldSince = delivery.heldSince == null ? now : delivery.heldSince;
        if (delivery.heldSince.isBefore(now.minus(LONGEST_HOLD))) {
            fail(
                    delivery,
                    "not sent: the endpoint did not answer, or too slowly, for " + LONGEST_HOLD.toDays() + " days");
            return Next.done();
        }
        boolean first = Delivery.nextHeld(webhook.id)
                .filter(next -> next.id.equals(delivery.id))
                .isPresent();
        return Next.again(first ? webhook.nextLook(now) : UNCALLED);
    }

    /** Has the oldest delivery that waits for the endpoint look whether it is free. */
    private void callNext(Webhook webhook) {
        Delivery.nextHeld(webhook.id).map(next -> next.id.toString()).ifPresent(next -> {
            queue.get().remove(this, next);
            queue.get().add(this, next, Priority.MANUAL);
        });
    }

    private Reply attempt(Long id) {
        try {
            Sending sending = QuarkusTransaction.requiringNew().call(() -> sending(id));
            return sending == null ? new Reply.Refused("forgotten", Duration.ZERO) : sender.send(sending);
        } catch (RuntimeException e) {
            return new Reply.Refused("cannot be sent: " + LogText.of(e.getMessage()), Duration.ZERO);
        }
    }

    private Sending sending(Long id) {
        Delivery delivery = Delivery.findById(id);
        return delivery == null ? null : Sending.of(Webhook.findById(delivery.webhookId), delivery, clock.instant());
    }

    private Next conclude(Long id, Reply reply) {
        Delivery delivery = Delivery.findById(id);
        Webhook webhook = delivery == null ? null : Webhook.locked(delivery.webhookId);
        if (webhook == null) {
            return Next.done();
        }
        if (reply instanceof Reply.Silent) {
            webhook.silent(clock.instant());
        } else {
            webhook.answered();
        }
        callNext(webhook);
        delivery.outcome = reply.text();
        return switch (reply) {
            case Reply.Taken taken -> {
                delivery.state = Delivery.State.DELIVERED;
                delivery.endedAt = clock.instant();
                yield Next.done();
            }
            case Reply.Gone gone -> {
                webhook.disabledBecause = "it answered 410 Gone on " + clock.instant();
                LOG.warnf("webhook %s is disabled: %s", webhook.id, webhook.disabledBecause);
                fail(delivery, reply.text());
                yield Next.done();
            }
            case Reply.Silent silent -> again(delivery, silent.text(), Duration.ZERO);
            case Reply.Refused refused -> again(delivery, refused.text(), refused.pause());
        };
    }

    private Next again(Delivery delivery, String outcome, Duration wanted) {
        if (delivery.attempts > config.retries().size()) {
            LOG.warnf(
                    "webhook %s did not take event %s in %d attempts: %s",
                    delivery.webhookId, LogText.of(delivery.eventId), delivery.attempts, outcome);
            fail(delivery, outcome);
            return Next.done();
        }
        Duration pause = config.retries().get(delivery.attempts - 1);
        Duration spread = Duration.ofMillis((long)
                (pause.toMillis() * (1 + CHANCE * ThreadLocalRandom.current().nextDouble())));
        return Next.again(spread.compareTo(wanted) < 0 ? wanted : spread);
    }

    private void fail(Delivery delivery, String outcome) {
        delivery.state = Delivery.State.FAILED;
        delivery.heldSince = null;
        delivery.outcome = outcome;
        delivery.endedAt = clock.instant();
    }
}
