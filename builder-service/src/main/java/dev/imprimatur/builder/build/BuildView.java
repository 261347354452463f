package dev.imprimatur.builder.build;

import dev.imprimatur.messaging.event.Attempt;
import dev.imprimatur.messaging.event.BuildId;
import dev.imprimatur.messaging.event.FailureReport;
import java.time.Instant;
import java.util.List;

/**
 * A build as the REST interface shows it.
 *
 * @param id its id, which is its log's too
 * @param rebuildId the rebuild
 * @param image family/version/variant
 * @param buildId the identity of what is built
 * @param state {@code waiting}, {@code building}, {@code built}, {@code failed}, {@code cancelled} or {@code superseded}
 * @param attempts every attempt, the one that goes on last
 * @param durationMillis from the first attempt's begin to the end, or to now
 * @param staged where the image lies, by digest, or null
 * @param failure why there is no image, or null
 * @param receivedAt when it was asked for
 * @param completedAt when it ended, or null
 */
public record BuildView(
        String id,
        String rebuildId,
        String image,
        BuildId buildId,
        String state,
        List<Attempt> attempts,
        long durationMillis,
        String staged,
        FailureReport failure,
        Instant receivedAt,
        Instant completedAt) {

    static BuildView of(Build build) {
        return new BuildView(
                build.id,
                build.rebuildId,
                build.image,
                build.event.candidate().buildId(),
                state(build),
                build.toldAttempts(),
                build.took().toMillis(),
                build.staged,
                build.failure,
                build.receivedAt,
                build.completedAt);
    }

    private static String ended(FailureReport why) {
        return why.tellsOfCancelling() || why.tellsOfSuperseding() ? why.kind() : "failed";
    }

    private static String state(Build build) {
        if (build.complete()) {
            return build.failure == null ? "built" : ended(build.failure);
        }
        return build.attempts.stream().anyMatch(BuildAttempt::open) ? "building" : "waiting";
    }
}
