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
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.Sick;
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
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Publishes one image, attempt by attempt, until it is announced or taken back. Any step may be the last one before a crash;
 * the publisher that takes over begins again and ends the same.
 */
@ApplicationScoped
public class PublishWork implements Work {
    private static final Logger LOG = Logger.getLogger(PublishWork.class);

    @Inject
    PublisherConfig config;

    @Inject
    PublicationLedger ledger;

    @Inject
    Attempts attempts;

    @Inject
    Places places;

    @Inject
    Stopping stopping;

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
        if (stopping.begun()) {
            return Next.again(Duration.ZERO);
        }
        Optional<Publication> publication = ledger.unfinished(id);
        if (publication.isEmpty()) {
            return Next.done();
        }
        return switch (publication.get().state) {
            case RESTORING -> inProduction(publication.get(), this::restore);
            case TAGGED -> inProduction(publication.get(), this::tell);
            default -> attempt(publication.get());
        };
    }

    /** What has to be done in production some time, however often that fails: not while that is sick. */
    private Next inProduction(Publication publication, Function<Publication, Next> step) {
        try {
            return step.apply(publication);
        } catch (RegistryException e) {
            if (places.toBlame(e, passage.needed(publication)).isEmpty()) {
                throw e;
            }
            return Next.again(places.pause());
        }
    }

    private Next attempt(Publication publication) {
        Optional<FailureReport> cancel = passage.cancelled(publication);
        if (cancel.isPresent()) {
            return fail(publication, cancel.get());
        }
        Optional<Sick> sick = places.among(passage.needed(publication), publication.waitingFor);
        if (sick.isPresent()) {
            attempts.waitsFor(publication.id, sick.get().place());
            return Next.again(places.pause());
        }
        Attempts.Begun begun = attempts.begin(publication);
        try (AttemptLog log =
                new AttemptLog(logs, begun.log(), SecretFiles.secrets(Stream.of(SecretFiles.dockerConfiguration())))) {
            log.line("==> attempt %d", begun.number());
            return attempt(publication, begun, log);
        }
    }

    private Next attempt(Publication publication, Attempts.Begun begun, AttemptLog log) {
        if (begun.counted() > config.attempts()) {
            FailureReport failure = FailureReport.of(
                    "interrupted",
                    true,
                    "the publisher ended in the middle of its last attempts; see its log, then rebuild "
                            + publication.image);
            attempts.end(publication.id, begun.number(), failure);
            log.line("<== %s", failure.message());
            log.end();
            return giveUp(publication, failure);
        }
        String end;
        try {
            end = passage.publish(publication, begun.number(), log);
        } catch (RuntimeException e) {
            return failed(publication, begun, e, log);
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

    private Next failed(Publication publication, Attempts.Begun begun, RuntimeException thrown, AttemptLog log) {
        if (stopping.begun()) {
            // The queue interrupts work in progress: what is left to do here needs the database.
            Thread.interrupted();
        }
        FailureReport failure = Failures.report(thrown);
        log.line("<== %s", failure.message());
        log.end();
        Optional<Next> handedBack = handedBack(publication, begun, thrown, failure);
        if (handedBack.isPresent()) {
            return handedBack.get();
        }
        attempts.end(publication.id, begun.number(), failure);
        if (failure.kind().equals(RepositoryLock.LOST)) {
            lateTags.giveBack(publication.id);
        }
        if (Failures.isTriedAgain(failure, begun.counted(), config)) {
            Duration pause = Failures.pause(thrown, begun.counted(), config);
            LOG.warnf(
                    "%s not published at attempt %d, again in %.1f s: %s",
                    publication.image, begun.number(), pause.toMillis() / 1000.0, failure.message());
            return Next.again(pause);
        }
        return giveUp(publication, failure);
    }

    /** If a place is to blame, or this publisher stops: then the attempt says nothing about the image. */
    private Optional<Next> handedBack(
            Publication publication, Attempts.Begun begun, RuntimeException thrown, FailureReport failure) {
        if (stopping.begun() && failure.retryable() && !failure.kind().equals(RepositoryLock.LOST)) {
            attempts.handBack(publication.id, begun.number(), failure);
            return Optional.of(Next.again(Duration.ZERO));
        }
        return thrown instanceof RegistryException registry
                ? places.toBlame(registry, passage.needed(publication))
                        .filter(sick -> attempts.handBack(publication.id, begun.number(), failure, sick))
                        .map(sick -> {
                            LOG.infof(
                                    "%s waits for %s: %s (rebuild %s)",
                                    publication.image, sick.place(), failure.message(), publication.rebuildId);
                            return Next.again(places.pause());
                        })
                : Optional.empty();
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
