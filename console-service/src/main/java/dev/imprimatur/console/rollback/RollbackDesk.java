package dev.imprimatur.console.rollback;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.LogText;
import dev.imprimatur.console.audit.Acting;
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
     * Requests a rollback, or finds the one that was requested under its id before.
     *
     * @throws ApiException if a field of the order is wrong, naming it, or another rollback has its id
     */
    @Transactional
    public Rollback request(RollbackOrder order) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        RollbackRequested event = order.event(now);
        Rollback rollback = Rollback.locked(event.rebuildId());
        if (rollback.isKnown()) {
            return again(rollback, event);
        }
        rollback.requested(event);
        outbox.add(event);
        acting.by(event, event.reference(), event.reason(), event.requestedBy());
        LOG.infof("requested rollback of %s (rollback %s)", LogText.of(event.reference()), rollback.id);
        return rollback;
    }

    /** Its asker did not get the answer, and asks again. */
    private Rollback again(Rollback rollback, RollbackRequested event) {
        if (!rollback.isWhat(event)) {
            throw ApiException.conflict("id: '" + rollback.id + "' is another rollback; GET /api/rollbacks lists them");
        }
        acting.on(event.reference(), event.reason(), event.requestedBy());
        return rollback;
    }
}
