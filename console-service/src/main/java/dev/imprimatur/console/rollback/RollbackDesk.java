package dev.imprimatur.console.rollback;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.LogText;
import dev.imprimatur.console.api.NewIds;
import dev.imprimatur.console.audit.Acting;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;

/** Takes requests for rollbacks, whichever way they come. */
@ApplicationScoped
public class RollbackDesk {
    private static final Logger LOG = Logger.getLogger(RollbackDesk.class);

    @Inject
    Outbox outbox;

    @Inject
    Acting acting;

    @Inject
    Clock clock;

    /**
     * Requests a rollback.
     *
     * @throws ApiException if a field of the order is wrong, naming it
     */
    @Transactional
    public Rollback request(RollbackOrder order) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        RebuildId id = NewIds.of("rollback", now);
        RollbackRequested event = order.event(id, now);
        Rollback rollback = Rollback.locked(id);
        rollback.requested(event);
        outbox.add(event);
        acting.by(event, event.reference(), event.reason(), event.requestedBy());
        LOG.infof("requested rollback of %s (rollback %s)", LogText.of(event.reference()), id);
        return rollback;
    }
}
