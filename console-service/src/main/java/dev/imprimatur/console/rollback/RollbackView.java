package dev.imprimatur.console.rollback;

import dev.imprimatur.events.FailureReport;
import io.soabase.recordbuilder.core.RecordBuilder;
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
@RecordBuilder
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
        return RollbackViewBuilder.builder()
                .id(rollback.id)
                .state(rollback.state)
                .reference(rollback.reference)
                .to(rollback.target)
                .reason(rollback.reason)
                .requestedBy(rollback.requestedBy)
                .requestedAt(rollback.requestedAt)
                .finishedAt(rollback.finishedAt)
                .image(rollback.image)
                .digest(rollback.digest)
                .revision(rollback.revision)
                .blocked(rollback.blocked)
                .tags(rollback.tags == null ? List.of() : List.of(rollback.tags))
                .failure(rollback.failure)
                .build();
    }
}
