package dev.imprimatur.console.flake;

import dev.imprimatur.console.answer.FlakeReport;
import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.Stage;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/**
 * Keeps the tries that failed, and finds out which of them were flakes. A build is a flake if it passes at a later try
 * of the same rebuild, or in a later rebuild under the same build id: nothing has changed then. Tests are compared only
 * within one run, since a build's id says nothing about them.
 */
@ApplicationScoped
public class Flakes {
    private static final String PASSED = """
            update step_failure set passed_at = :at
            where image = :image and build_id = :build and stage = 'build'
              and failed_at < :at and (passed_at is null or passed_at > :at)""";

    /** No JSON of PostgreSQL takes the character 0, which a build can print. */
    private static final String PASSED_LATER = """
            update step_failure failure set passed_at = (
                select min(event.occurred_at) from image_run run
                join event on event.rebuild_id = run.rebuild_id and event.key = run.image and event.topic = 'build-completed'
                cross join lateral (select cast(replace(event.json, '\\u0000', '\\ufffd') as json) as said) built
                where run.image = failure.image and event.occurred_at > failure.failed_at
                  and built.said -> 'candidate' ->> 'buildId' = failure.build_id
                  and built.said ->> 'staged' is not null)
            where rebuild_id = :rebuild and image = :image and build_id = :build and stage = 'build'""";

    @Inject
    EntityManager entities;

    /** Notes what this event reports, as part of the current transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void note(Event event) {
        if (event instanceof BuildCompleted built) {
            failures(built).forEach(this::keep);
            if (built.succeeded()) {
                passed(built);
            } else if (!built.attempts().isEmpty()) {
                passedLater(built);
            }
        } else if (event instanceof TestCompleted tested) {
            Instant passedAt = tested.verdict() == Verdict.APPROVED ? tested.occurredAt() : null;
            for (Attempt attempt : failed(tested.attempts())) {
                StepFailure failure = StepFailure.of(
                        tested.rebuildId(),
                        tested.candidate(),
                        Stage.TEST,
                        attempt.failure().kind(),
                        attempt.startedAt());
                failure.passedAt = passedAt;
                keep(failure);
            }
        }
    }

    /** An event that is applied once more brings nothing new. */
    private void keep(StepFailure failure) {
        if (StepFailure.count(
                        "rebuildId = ?1 and image = ?2 and stage = ?3 and failedAt = ?4",
                        failure.rebuildId,
                        failure.image,
                        failure.stage,
                        failure.failedAt)
                == 0) {
            failure.persist();
        }
    }

    private void passed(BuildCompleted built) {
        entities.createNativeQuery(PASSED)
                .setParameter("at", built.occurredAt())
                .setParameter("image", built.key())
                .setParameter("build", built.candidate().buildId().value())
                .executeUpdate();
    }

    /** The same may have passed in a later rebuild whose events came first. */
    private void passedLater(BuildCompleted failed) {
        entities.flush();
        entities.createNativeQuery(PASSED_LATER)
                .setParameter("rebuild", failed.rebuildId().value())
                .setParameter("image", failed.key())
                .setParameter("build", failed.candidate().buildId().value())
                .executeUpdate();
    }

    private static List<StepFailure> failures(BuildCompleted built) {
        return failed(built.attempts()).stream()
                .map(attempt -> StepFailure.of(
                        built.rebuildId(),
                        built.candidate(),
                        Stage.BUILD,
                        attempt.failure().kind(),
                        attempt.startedAt()))
                .toList();
    }

    private static List<Attempt> failed(List<Attempt> attempts) {
        return attempts.stream().filter(Attempt::stepFailed).toList();
    }

    /** The flakes since then, the oldest first. */
    List<StepFailure> since(Instant since) {
        return StepFailure.list("passedAt is not null and failedAt >= ?1 order by failedAt, id", since);
    }

    /** The report on those since then. */
    public FlakeReport report(Instant since) {
        return FlakeCounts.of(since, since(since));
    }
}
