package dev.imprimatur.publisher.publication;

import dev.imprimatur.logs.secret.SecretFiles;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.logs.write.AttemptLog;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.approval.Gate;
import dev.imprimatur.publisher.promotion.Promotion;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagWriter;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Publishes one image: through the gate, into production by digest, then every tag. Any step may be the last one before
 * a crash; whoever takes over begins again and ends the same.
 */
@ApplicationScoped
public class PublishWork implements Work {
    private static final Logger LOG = Logger.getLogger(PublishWork.class);

    @Inject
    PublisherConfig config;

    @Inject
    PublicationLedger ledger;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    LogStore logs;

    @Inject
    Gate gate;

    @Inject
    Promotion promotion;

    @Inject
    RepositoryLock lock;

    @Inject
    Tagging tagging;

    @Inject
    TagWriter tags;

    @Override
    public String name() {
        return "publish";
    }

    @Override
    public Next run(String id) {
        Optional<Publication> publication = ledger.unfinished(id);
        if (publication.isEmpty()) {
            return Next.done();
        }
        return publication.get().state == Publication.State.RESTORING
                ? restore(publication.get())
                : attempt(publication.get());
    }

    private Next attempt(Publication publication) {
        Optional<FailureReport> cancel = cancelled(publication);
        if (cancel.isPresent()) {
            return fail(publication, cancel.get());
        }
        PublicationLedger.Begun begun = ledger.beginAttempt(publication);
        try (AttemptLog log =
                new AttemptLog(logs, begun.log(), SecretFiles.secrets(Stream.of(SecretFiles.dockerConfiguration())))) {
            log.line("==> attempt %d", begun.number());
            return attempt(publication, begun.number(), log);
        }
    }

    private Next attempt(Publication publication, int number, AttemptLog log) {
        if (number > config.attempts()) {
            FailureReport failure = FailureReport.of(
                    "interrupted",
                    true,
                    "the publisher ended in the middle of its last attempts; see its log, then rebuild "
                            + publication.image);
            ledger.endAttempt(publication.id, number, failure);
            log.line("<== %s", failure.message());
            log.end();
            return giveUp(publication, failure);
        }
        try {
            publish(publication, number, log);
            return Next.done();
        } catch (RuntimeException e) {
            FailureReport failure = Failures.report(e);
            log.line("<== %s", failure.message());
            log.end();
            ledger.endAttempt(publication.id, number, failure);
            if (Failures.isTriedAgain(failure, number, config)) {
                Duration pause = Failures.pause(e, number, config);
                LOG.warnf(
                        "%s not published at attempt %d, again in %.1f s: %s",
                        publication.image, number, pause.toMillis() / 1000.0, failure.message());
                return Next.again(pause);
            }
            return giveUp(publication, failure);
        }
    }

    /** What a cancelled publication is told; empty too if its tags are being changed: it finishes then. */
    private Optional<FailureReport> cancelled(Publication publication) {
        return cancelled
                .find(new RebuildId(publication.rebuildId))
                .filter(why -> tagging.journal(publication.id).isEmpty());
    }

    private void publish(Publication publication, int attempt, AttemptLog log) {
        Instant start = Instant.now();
        TestCompleted tested = publication.tested();
        Candidate candidate = tested.candidate();
        ImageReference image = gate.approved(candidate, tested.staged());
        tagging.check(candidate, publication.sequence);
        log.line("approved: %s", image);

        Manifest manifest = promotion.bring(image, repositories(candidate));
        log.line("promoted %s to %s", manifest.digest(), repositories(candidate));

        try (RepositoryLock.Held held = lock.hold(repositories(candidate))) {
            tagging.check(candidate, publication.sequence);
            cancelled(publication).ifPresent(why -> {
                throw PublishException.refused(why.kind(), why.message());
            });
            List<TagChange> changes = journal(publication, candidate, manifest);
            tags.apply(changes, (int) candidate.pinned().stream().distinct().count(), manifest);
            tags.verify(changes);
            changes.forEach(change -> log.line(
                    "tag %s: %s",
                    change.reference(),
                    change.from() == null ? "new" : change.moves() ? "was " + change.from() : "stays"));
            log.line("<== published %s with %d tags, each read back", manifest.digest(), changes.size());
            log.end();
            ledger.published(publication, attempt, changes);
        }
        LOG.infof(
                "published %s as %s with %d tags in %.1f s (rebuild %s, build %s)",
                publication.image,
                publication.digest,
                candidate.tags().size(),
                Duration.between(start, Instant.now()).toMillis() / 1000.0,
                publication.rebuildId,
                candidate.buildId().abbreviated());
    }

    /** The plan of the first attempt that got this far, since it knows what the tags were before. */
    private List<TagChange> journal(Publication publication, Candidate candidate, Manifest manifest) {
        List<TagChange> former = tagging.journal(publication.id);
        return former.isEmpty()
                ? tagging.plan(publication.id, tags.read(tagging.references(candidate)), candidate, manifest.digest())
                : former;
    }

    private Next giveUp(Publication publication, FailureReport failure) {
        if (tagging.journal(publication.id).isEmpty()) {
            return fail(publication, failure);
        }
        ledger.restoring(publication, failure);
        return Next.again(Duration.ZERO);
    }

    /**
     * Moves back what was moved. Tried without bound: half a set of tags is worse than a late answer. A failure here is
     * the work queue's to log and to try again.
     */
    private Next restore(Publication publication) {
        List<ImageReference> left;
        try (RepositoryLock.Held held =
                lock.hold(repositories(publication.tested().candidate()))) {
            left = tags.restore(tagging.journal(publication.id));
        }
        FailureReport why = publication.failure();
        String message = why.message()
                + (left.isEmpty()
                        ? "; every tag is where it was"
                        : "; new tags that stay until the next rebuild: " + left);
        return fail(publication, FailureReport.of(why.kind(), why.retryable(), message));
    }

    private Next fail(Publication publication, FailureReport failure) {
        ledger.failed(publication, failure);
        LOG.errorf(
                "did not publish %s (%s, rebuild %s): %s",
                publication.image, failure.kind(), publication.rebuildId, failure.message());
        return Next.done();
    }

    private List<RepositoryReference> repositories(Candidate candidate) {
        return tagging.references(candidate).stream()
                .map(RepositoryReference::of)
                .distinct()
                .toList();
    }
}
