package dev.imprimatur.console.rebuild;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.httpaccess.TextLimit;
import java.time.Instant;
import java.util.UUID;

/**
 * How to cancel a rebuild.
 *
 * @param reason why, for people
 * @param requestedBy who asks
 */
public record CancelOrder(String reason, String requestedBy) {

    /**
     * The event that this order becomes.
     *
     * @throws ApiException if a field is wrong, naming it
     */
    RebuildCancelRequested event(String rebuild, Instant now) {
        return new RebuildCancelRequested(
                rebuild + "/cancel-requested/" + UUID.randomUUID(),
                now,
                new RebuildId(rebuild),
                RebuildCancelRequested.CANCEL,
                ApiException.checked(TextLimit.REASON, "reason", reason),
                ApiException.checked(TextLimit.PERSON, "requestedBy", requestedBy));
    }
}
