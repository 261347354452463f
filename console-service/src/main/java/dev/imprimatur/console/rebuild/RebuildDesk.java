package dev.imprimatur.console.rebuild;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.LogText;
import dev.imprimatur.console.api.NewIds;
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
     * Requests a rebuild.
     *
     * @throws ApiException if a field of the order is wrong, naming it
     */
    @Transactional
    public Rebuild request(RebuildOrder order) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        RebuildRequested event = order.event(NewIds.of("rb", now), now);
        Rebuild rebuild = Rebuild.locked(event.rebuildId());
        rebuild.requested(event);
        outbox.add(event);
        acting.by(event, event.select() == null ? event.type() : event.select(), event.reason(), event.requestedBy());
        LOG.infof(
                "requested %s: %s (rebuild %s)",
                event.select() == null ? event.type() : LogText.of(event.select()),
                LogText.of(event.reason()),
                event.rebuildId());
        return rebuild;
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
