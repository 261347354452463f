package dev.imprimatur.console.rebuild;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.LogText;
import dev.imprimatur.console.audit.Acting;
import dev.imprimatur.console.replay.Remade;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.messaging.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;

/** Takes requests for rebuilds and for their end, whichever way they come. */
@ApplicationScoped
public class RebuildDesk {
    private static final Logger LOG = Logger.getLogger(RebuildDesk.class);

    @Inject
    Outbox outbox;

    @Inject
    Acting acting;

    @Inject
    Clock clock;

    /**
     * Requests a rebuild, or finds the one that was requested under its id before.
     *
     * @throws ApiException if a field of the order is wrong, naming it, or another rebuild has its id
     */
    @Transactional
    public Rebuild request(RebuildOrder order) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        RebuildRequested event = order.event(now);
        Rebuild rebuild = Rebuild.locked(event.rebuildId());
        if (rebuild.isKnown()) {
            return again(rebuild, event);
        }
        rebuild.requested(event);
        outbox.add(event);
        acting.by(event, about(event), event.reason(), event.requestedBy());
        LOG.infof(
                "requested %s: %s (rebuild %s)",
                event.select() == null ? event.type() : LogText.of(event.select()),
                LogText.of(event.reason()),
                event.rebuildId());
        return rebuild;
    }

    /** Whether a rebuild has the id of this order. */
    @Transactional
    public boolean knows(RebuildOrder order) {
        return order.id() != null && Rebuild.known(order.id()).isPresent();
    }

    /** Its asker did not get the answer, and asks again. */
    private Rebuild again(Rebuild rebuild, RebuildRequested event) {
        if (!rebuild.isWhat(event)) {
            throw ApiException.conflict("id: '" + rebuild.id + "' is another rebuild; GET /api/rebuilds lists them");
        }
        acting.on(about(event), event.reason(), event.requestedBy());
        return rebuild;
    }

    private static String about(RebuildRequested event) {
        return event.select() == null ? event.type() : event.select();
    }

    /**
     * Asks a rebuild to end.
     *
     * @throws ApiException if there is none of this id, or it has ended
     */
    @Transactional
    public Rebuild cancel(String id, CancelOrder order) {
        Rebuild rebuild = Remade.found(() -> Rebuild.required(id));
        if (rebuild.state.ended()) {
            throw ApiException.conflict("rebuild " + id + " has ended already: " + rebuild.state);
        }
        RebuildCancelRequested event = order.event(id, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        outbox.add(event);
        acting.by(event, id, event.reason(), event.requestedBy());
        LOG.infof("asked to cancel rebuild %s: %s", id, LogText.of(event.why()));
        return rebuild;
    }
}
