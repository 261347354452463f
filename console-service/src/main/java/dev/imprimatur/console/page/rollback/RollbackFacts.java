package dev.imprimatur.console.page.rollback;

import dev.imprimatur.console.page.fleet.Dependants;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.rollback.Rollback;
import dev.imprimatur.console.rollback.RollbackState;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * What the page of a rollback shows.
 *
 * @param id its id
 * @param state how far it is
 * @param image the image; what was asked for, before it is known
 * @param known whether that is an image
 * @param to the revision that it goes back to, or null
 * @param digest what its tags name now, or null
 * @param blocked the digest that they left, or null
 * @param stillBlocked whether that is blocked now
 * @param dependants what stands on that; null where the tags name it again, or it is none
 * @param tags the tags that went back
 * @param reason why, or null
 * @param by who asked, or null
 * @param requestedAt when, or null
 * @param finishedAt when it ended, or null
 * @param failure why nothing was rolled back, or null
 * @param trouble why it is not known what is blocked, or null
 */
@RecordBuilder
public record RollbackFacts(
        String id,
        RollbackState state,
        String image,
        boolean known,
        String to,
        String digest,
        String blocked,
        boolean stillBlocked,
        Dependants.Some dependants,
        List<String> tags,
        String reason,
        String by,
        Instant requestedAt,
        Instant finishedAt,
        String failure,
        String trouble) {

    static RollbackFacts of(Rollback rollback, boolean stillBlocked, Dependants.Some dependants, String trouble) {
        return RollbackFactsBuilder.builder()
                .id(rollback.id)
                .state(rollback.state)
                .image(rollback.image == null ? rollback.reference : rollback.image)
                .known(rollback.image != null)
                .to(rollback.revision == null ? rollback.target : "r" + rollback.revision)
                .digest(rollback.digest)
                .blocked(rollback.blocked)
                .stillBlocked(stillBlocked)
                .dependants(dependants)
                .tags(rollback.tags == null ? List.of() : List.of(rollback.tags))
                .reason(rollback.reason)
                .by(rollback.requestedBy)
                .requestedAt(rollback.requestedAt)
                .finishedAt(rollback.finishedAt)
                .failure(rollback.failure == null ? null : rollback.failure.message())
                .trouble(trouble)
                .build();
    }

    /** What the page is opened for. */
    public String headline() {
        String where = to == null ? "the revision before" : to;
        return switch (state) {
            case REQUESTED -> image + " is to go back to " + where + ".";
            case SUCCEEDED ->
                image + " went back to " + where + ": " + Words.count(tags.size(), "tag")
                        + (tags.size() == 1 ? " names" : " name") + " it again.";
            case FAILED -> image + " was not rolled back.";
        };
    }

    /** The command that lets the blocked digest be published again; null where none is blocked. */
    public String unblock() {
        return blocked == null ? null : "./imprimatur unblock " + blocked;
    }
}
