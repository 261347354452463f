package dev.imprimatur.publisher.publication;

import dev.imprimatur.logs.secret.SecretFiles;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.logs.write.AttemptLog;
import dev.imprimatur.messaging.event.Cause;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.ImageChange;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.Failures;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.change.ImageChanges;
import dev.imprimatur.publisher.mirror.Mirrors;
import dev.imprimatur.publisher.statement.Attaching;
import dev.imprimatur.publisher.statement.TagStatements;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRestore;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Publishes one image, attempt by attempt, until it is told or taken back. Any step may be the last one before a crash;
 * whoever takes over begins again and ends the same.
 */
@ApplicationScoped
public class PublishWork implements Work {
    private static final Logger LOG = Logger.getLogger(PublishWork.class);

    @Inject
    PublisherConfig config;

    @Inject
    PublicationLedger ledger;

    @Inject
    LogStore logs;

    @Inject
    Passage passage;

    @Inject
    ImageChanges imageChanges;

    @Inject
    Tagging tagging;

    @Inject
    TagRestore restore;

    @Inject
    LateTags lateTags;

    @Inject
    Mirrors mirrors;

    @Inject
    Attaching attaching;

    @Inject
    TagStatements statements;

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
        return switch (publication.get().state) {
            case RESTORING -> restore(publication.get());
            case TAGGED -> tell(publication.get());
            default -> attempt(publication.get());
        };
    }

    private Next attempt(Publication publication) {
        Optional<FailureReport> cancel = passage.cancelled(publication);
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
        String end;
        try {
            end = passage.publish(publication, number, log);
        } catch (RuntimeException e) {
            FailureReport failure = Failures.report(e);
            log.line("<== %s", failure.message());
            log.end();
            ledger.endAttempt(publication.id, number, failure);
            if (failure.kind().equals(RepositoryLock.LOST)) {
                lateTags.giveBack(publication.id);
            }
            if (Failures.isTriedAgain(failure, number, config)) {
                Duration pause = Failures.pause(e, number, config);
                LOG.warnf(
                        "%s not published at attempt %d, again in %.1f s: %s",
                        publication.image, number, pause.toMillis() / 1000.0, failure.message());
                return Next.again(pause);
            }
            return giveUp(publication, failure);
        }
        attaching.complete(publication.id);
        mirrors.bring(publication.id).forEach(copy -> {
            FailureReport lacking = mirrors.failure(copy);
            log.line("mirror %s: %s", copy.registry, lacking == null ? "has it" : lacking.message());
        });
        log.line("%s", end);
        log.end();
        ledger.published(publication, change(publication));
        return Next.done();
    }

    /**
     * After a crash between the tags and the news of them. What a publisher signed when the tags were set stands, though it
     * could not be published any more; that the database alone says so does not.
     */
    private Next tell(Publication publication) {
        Optional<FailureReport> refused = statements.isOwn(
                        publication.id, publication.rebuildId, publication.image, new Digest(publication.digest))
                ? Optional.empty()
                : passage.refused(publication);
        if (refused.isPresent()) {
            return fail(publication, refused.get());
        }
        attaching.complete(publication.id);
        mirrors.bring(publication.id);
        ledger.published(publication, change(publication));
        return Next.done();
    }

    /** What the tags changed; nothing if what was published before stays. */
    private ImageChange change(Publication publication) {
        TestCompleted tested = publication.tested();
        List<TagChange> changes = tagging.journal(publication.id);
        if (Course.stays(tested, changes)) {
            return null;
        }
        List<Cause> reasons = publication.isRollback()
                ? List.of(new Cause("rolled-back", null))
                : tested.candidate().causes();
        return imageChanges.of(
                tested,
                changes,
                new RepositoryReference(
                        config.production(), changes.getFirst().reference().repository()),
                reasons);
    }

    private Next giveUp(Publication publication, FailureReport failure) {
        if (tagging.journal(publication.id).isEmpty()) {
            return fail(publication, failure);
        }
        ledger.restoring(publication, failure);
        return Next.again(Duration.ZERO);
    }

    /**
     * Gives back what was moved: to what the row of each tag says, which a later publication may have written. Tried
     * without bound: half a set of tags is worse than a late answer. A failure here is the work queue's to log and to try
     * again.
     */
    private Next restore(Publication publication) {
        List<ImageReference> left = restore.underLock(tagging.journal(publication.id));
        FailureReport why = publication.failure();
        String message = why.message()
                + (left.isEmpty() ? "; every tag is where it was" : "; tags that stay until the next rebuild: " + left);
        return fail(publication, FailureReport.of(why.kind(), why.retryable(), message));
    }

    private Next fail(Publication publication, FailureReport failure) {
        ledger.failed(publication, failure);
        LOG.logf(
                failure.tellsOfSuperseding() || failure.tellsOfCancelling() ? Logger.Level.INFO : Logger.Level.ERROR,
                "did not publish %s (%s, rebuild %s): %s",
                publication.image,
                failure.kind(),
                publication.rebuildId,
                failure.message());
        return Next.done();
    }
}
