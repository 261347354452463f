package dev.imprimatur.console.intake;

import dev.imprimatur.console.audit.Requests;
import dev.imprimatur.console.proof.Senders;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.restore.ForgottenEvents;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Applies the events that a restored or emptied database has forgotten, before anything is consumed. */
@ApplicationScoped
class ForgottenIntake {
    private static final Logger LOG = Logger.getLogger(ForgottenIntake.class);

    @Inject
    ForgottenEvents forgotten;

    @Inject
    Events events;

    @Inject
    ReadModel readModel;

    @Inject
    Requests requests;

    @Inject
    Senders senders;

    void start(@Observes @Priority(StartOrder.RECALL) StartupEvent start) {
        List<Class<? extends Event>> types = Stream.of(Topic.values())
                .<Class<? extends Event>>map(Topic::event)
                .toList();
        // What no key signed was not shown either when it came.
        int applied = forgotten.each(
                types,
                senders::isGenuine,
                each -> events.handle(each.record(), each.event().getClass(), event -> {
                    readModel.apply(event);
                    requests.note(event, each.record());
                }));
        if (applied > 0) {
            LOG.warnf("the database is older than what happened, since it was restored: applied %d events", applied);
        }
    }
}
