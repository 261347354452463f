package dev.imprimatur.console.rollback;

import dev.imprimatur.events.FailureReport;
import java.time.Instant;
import java.util.List;

/**
 * A rollback, as REST shows it; what is not known is left out.
 *
 * @param id its id
 * @param state how far it is
 * @param reference which image was asked for
 * @param to which revision was asked for
 * @param reason why
 * @param requestedBy who asked
 * @param requestedAt when
 * @param finishedAt when it ended
 * @param image the image
 * @param digest what its tags point to now
 * @param revision the number of that revision
 * @param blocked the digest that the tags left, which is not published again
 * @param tags the full references of the tags that went back
 * @param failure why nothing was rolled back
 */
public record RollbackView(
        String id,
        RollbackState state,
        String reference,
        String to,
        String reason,
        String requestedBy,
        Instant requestedAt,
        Instant finishedAt,
        String image,
        String digest,
        Integer revision,
        String blocked,
        List<String> tags,
        FailureReport failure) {

    /** What this row says. */
    static RollbackView of(Rollback rollback) {
        return new RollbackView(
                rollback.id,
                rollback.state,
                rollback.reference,
                rollback.target,
                rollback.reason,
                rollback.requestedBy,
                rollback.requestedAt,
                rollback.finishedAt,
                rollback.image,
                rollback.digest,
                rollback.revision,
                rollback.blocked,
                rollback.tags == null ? List.of() : List.of(rollback.tags),
                rollback.failure);
    }
}
