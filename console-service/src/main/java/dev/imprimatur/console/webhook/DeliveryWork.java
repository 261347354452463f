package dev.imprimatur.console.webhook;

import dev.imprimatur.console.api.LogText;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Delivers one event to one endpoint: an attempt, and then another one later, for days. */
@ApplicationScoped
class DeliveryWork implements Work {
    private static final Logger LOG = Logger.getLogger(DeliveryWork.class);
    private static final double CHANCE = 0.2;

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
        if (!QuarkusTransaction.requiringNew().call(() -> open(Long.valueOf(id)))) {
            return Next.done();
        }
        Reply reply = attempt(Long.valueOf(id));
        return QuarkusTransaction.requiringNew().call(() -> conclude(Long.valueOf(id), reply));
    }

    /** Counts an attempt before anything may go wrong; none if it is done, was tried often enough, or the endpoint is gone. */
    private boolean open(Long id) {
        Delivery delivery = Delivery.findById(id);
        if (delivery == null || delivery.state != Delivery.State.WAITING) {
            return false;
        }
        Webhook webhook = Webhook.findById(delivery.webhookId);
        if (webhook.isDisabled()) {
            fail(delivery, "not sent: the webhook is disabled, " + webhook.disabledBecause);
            return false;
        }
        if (delivery.attempts > config.retries().size()) {
            fail(delivery, "what came of the last attempt is not known: the console or its database stopped meanwhile");
            return false;
        }
        delivery.attempts++;
        return true;
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
        if (delivery == null) {
            return Next.done();
        }
        delivery.outcome = reply.text();
        return switch (reply) {
            case Reply.Taken taken -> {
                delivery.state = Delivery.State.DELIVERED;
                delivery.endedAt = clock.instant();
                yield Next.done();
            }
            case Reply.Gone gone -> {
                Webhook webhook = Webhook.findById(delivery.webhookId);
                webhook.disabledBecause = "it answered 410 Gone on " + clock.instant();
                LOG.warnf("webhook %s is disabled: %s", webhook.id, webhook.disabledBecause);
                fail(delivery, reply.text());
                yield Next.done();
            }
            case Reply.Refused refused -> again(delivery, refused);
        };
    }

    private Next again(Delivery delivery, Reply.Refused refused) {
        if (delivery.attempts > config.retries().size()) {
            LOG.warnf(
                    "webhook %s did not take event %s in %d attempts: %s",
                    delivery.webhookId, LogText.of(delivery.eventId), delivery.attempts, refused.text());
            fail(delivery, refused.text());
            return Next.done();
        }
        Duration pause = config.retries().get(delivery.attempts - 1);
        Duration spread = Duration.ofMillis((long)
                (pause.toMillis() * (1 + CHANCE * ThreadLocalRandom.current().nextDouble())));
        return Next.again(spread.compareTo(refused.pause()) < 0 ? refused.pause() : spread);
    }

    private void fail(Delivery delivery, String outcome) {
        delivery.state = Delivery.State.FAILED;
        delivery.outcome = outcome;
        delivery.endedAt = clock.instant();
    }
}
