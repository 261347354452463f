package dev.imprimatur.console.rollback;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.GivenId;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.RollbackRequestedBuilder;
import dev.imprimatur.httpaccess.TextLimit;
import dev.imprimatur.oci.Digest;
import java.time.Instant;

/**
 * Which rollback is asked for.
 *
 * @param reference which image: a tag with or without its registry, a digest, or family/version/variant
 * @param to the revision to go back to: its tag, its number or its digest; without, the approved one before the current
 * @param reason why, for people
 * @param requestedBy who asks
 * @param leaves the digest that the tags have, as its asker saw it; without, whichever they have
 * @param id the rollback's id, which makes it one however often it is asked for; without, a new one
 */
public record RollbackOrder(String reference, String to, String reason, String requestedBy, String leaves, String id) {

    /**
     * The event that this order becomes.
     *
     * @throws ApiException if a field is wrong, naming it
     */
    RollbackRequested event(Instant now) {
        RebuildId rollback = GivenId.or(id, "rollback", now);
        if (reference == null || reference.isBlank()) {
            throw ApiException.invalid("reference", "expected a tag, a digest, or family/version/variant");
        }
        if (to != null && to.isBlank()) {
            throw ApiException.invalid("to", "expected a revision's tag, number or digest, or no such field");
        }
        return RollbackRequestedBuilder.builder()
                .eventId(rollback + "/requested")
                .occurredAt(now)
                .rebuildId(rollback)
                .reference(ApiException.checked(TextLimit.REFERENCE, "reference", reference))
                .to(ApiException.checked(TextLimit.REFERENCE, "to", to))
                .reason(ApiException.checked(TextLimit.REASON, "reason", reason))
                .requestedBy(ApiException.checked(TextLimit.PERSON, "requestedBy", requestedBy))
                .leaves(digest(leaves))
                .build();
    }

    private static Digest digest(String text) {
        try {
            return text == null ? null : new Digest(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("leaves", e.getMessage());
        }
    }
}
