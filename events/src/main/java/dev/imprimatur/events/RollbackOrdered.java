package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import java.time.Instant;

/**
 * The renderer took a request to roll back and gave it its place among rebuilds and rollbacks: now it is carried out.
 *
 * @param eventId its identity, the rollback's id and {@code /ordered}
 * @param occurredAt when it was taken
 * @param rebuildId the rollback's id
 * @param request what was requested
 * @param place its place in the one sequence of rebuilds and rollbacks
 * @param order what the renderer signs of place and rollback, over the {@link #hash} of the request: a DSSE envelope
 *     around an in-toto statement
 */
public record RollbackOrdered(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        RollbackRequested request,
        Long place,
        SignedEnvelope order)
        implements Event {

    /** @throws IllegalArgumentException if something is missing, or the request is another rollback's */
    public RollbackOrdered {
        if (rebuildId == null || request == null || place == null || !rebuildId.equals(request.rebuildId())) {
            throw new IllegalArgumentException(
                    "rollback-ordered needs the fields rebuildId, request (of that id) and place");
        }
    }

    /** The only identity that the order of this rollback has: it follows from what is signed. */
    public static String id(RebuildId rollback) {
        return rollback + "/ordered";
    }

    /** The same, with what the renderer signs. */
    public RollbackOrdered ordered(SignedEnvelope someOrder) {
        return new RollbackOrdered(eventId, occurredAt, rebuildId, request, place, someOrder);
    }

    /** What stands for the request: the SHA-256 of its JSON. */
    public Digest hash() {
        return EventJson.hash(request);
    }

    @Override
    public String key() {
        return rebuildId.value();
    }
}
