package dev.imprimatur.publisher.publication;

import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.ImageChange;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.publisher.approval.Approval;
import dev.imprimatur.publisher.approval.SignedVerdict;
import dev.imprimatur.publisher.block.BlockedDigest;
import dev.imprimatur.publisher.mirror.MirrorCopy;
import dev.imprimatur.publisher.mirror.MirrorLedger;
import dev.imprimatur.publisher.publication.Publication.State;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.revision.Revisions;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps how far publications are. Each method is one transaction; what ends a publication also tells of it, once. */
@ApplicationScoped
public class PublicationLedger {
    @Inject
    Announcement announcement;

    @Inject
    Revisions revisions;

    @Inject
    Tagging tagging;

    @Inject
    LogStore logs;

    @Inject
    MirrorLedger mirrors;

    /** The publication, if there is still something to do. */
    @Transactional
    Optional<Publication> unfinished(String id) {
        return Publication.<Publication>findByIdOptional(id).filter(publication -> !publication.finished());
    }

    /**
     * An attempt that has begun.
     *
     * @param number counted from 1
     * @param log where its log begins
     */
    record Begun(int number, LogPosition log) {}

    /** Notes that an attempt begins; one that never ended is closed as interrupted. */
    @Transactional
    Begun beginAttempt(Publication publication) {
        String id = publication.id;
        List<PublicationAttempt> former = PublicationAttempt.of(id);
        former.stream()
                .filter(attempt -> attempt.finishedAt == null)
                .forEach(attempt -> attempt.end(FailureReport.of(
                        "interrupted", true, "the publisher ended in the middle of attempt " + attempt.number)));
        int number = former.size() + 1;
        PublicationAttempt.begun(id, number).persist();
        return new Begun(number, logs.begin(publication.log().value(), number));
    }

    /** Notes that an attempt failed. */
    @Transactional
    void endAttempt(String id, int number, FailureReport failure) {
        attempt(id, number).end(failure);
    }

    /** Notes that every tag was read back: from here on nothing is taken back. */
    @Transactional
    void tagged(Publication publication, int number, List<TagChange> changes) {
        Publication current = locked(publication);
        if (current.state != State.OPEN) {
            return;
        }
        TestCompleted tested = current.tested();
        attempt(current.id, number).end(null);
        tagging.applied(
                current.id,
                tested.candidate().image(),
                tested.rebuildId(),
                current.sequence,
                current.reason(),
                Instant.now());
        Digest digest = changes.getFirst().to();
        revisions.published(tested.candidate().image(), digest);
        current.digest = digest.value();
        mirrors.note(current.id, current.image);
        current.state = State.TAGGED;
    }

    /**
     * Tells of what was tagged, and leaves to the work queue what mirrors lack.
     *
     * @param change what it changed, or null if it changed nothing
     */
    @Transactional
    void published(Publication publication, ImageChange change) {
        Publication current = locked(publication);
        if (current.finished()) {
            return;
        }
        finish(current, State.PUBLISHED, Instant.now());
        List<MirrorCopy> copies = mirrors.copies(current.id);
        announcement.published(current, tagging.journal(current.id), change, copies);
        mirrors.followUp(copies);
    }

    /** Notes that the publication is given up, while some tags are still to be moved back. */
    @Transactional
    void restoring(Publication publication, FailureReport why) {
        Publication current = locked(publication);
        if (!current.finished()) {
            current.state = State.RESTORING;
            current.failure = Publication.json(why);
        }
    }

    /** Notes that nothing is published, and tells why. */
    @Transactional
    void failed(Publication publication, FailureReport why) {
        Publication current = locked(publication);
        if (current.finished()) {
            return;
        }
        if (current.state == State.RESTORING) {
            tagging.restored(current.id);
        }
        current.failure = Publication.json(why);
        finish(current, State.FAILED, Instant.now());
        announcement.failed(current, why);
    }

    /** When the newest publication ended that this database knows; long ago if it knows none. */
    @Transactional
    Instant newest() {
        return Publication.<Publication>find("finishedAt is not null order by finishedAt desc")
                .firstResultOptional()
                .map(publication -> publication.finishedAt)
                .orElse(Instant.EPOCH);
    }

    /** Whether this database knows of the end that was announced. */
    @Transactional
    boolean knows(PublishCompleted announced) {
        Publication publication = Publication.findById(Publication.id(announced));
        return publication != null && publication.finished();
    }

    /** What was tested for this image and digest, if it was published before. */
    @Transactional
    Optional<TestCompleted> tested(PublishCompleted announced) {
        return Revision.of(announced.candidate().image(), announced.digest()).map(Revision::tested);
    }

    /** Notes that the verdict was given. */
    @Transactional
    void recall(SignedVerdict verdict) {
        Approval.note(verdict);
    }

    /**
     * Notes how a publication ended that this database has forgotten, as it was announced then.
     *
     * @return false if its revision's number was given to another digest meanwhile, and nothing was noted
     */
    @Transactional
    boolean recall(PublishCompleted announced, TestCompleted tested) {
        if (announced.succeeded() && !revisions.recall(tested, announced.digest(), announced.revision())) {
            return false;
        }
        Publication publication = Publication.findById(Publication.id(announced), LockModeType.PESSIMISTIC_WRITE);
        if (publication == null) {
            publication = Publication.of(announced, tested);
            publication.persistAndFlush();
            Publication.getEntityManager().refresh(publication);
        }
        if (!announced.succeeded()) {
            publication.failure = Publication.json(announced.failure());
            finish(publication, State.FAILED, announced.occurredAt());
            return true;
        }
        if (announced.rollback() != null && announced.rollback().blocked() != null) {
            BlockedDigest.block(
                    announced.rollback().blocked(),
                    announced.candidate().image(),
                    announced.rollback().reason(),
                    announced.rollback().requestedBy());
        }
        tagging.recall(
                publication.id, announced.candidate(), announced.revision(), announced.tags(), announced.digest());
        tagging.applied(
                publication.id,
                announced.candidate().image(),
                announced.rebuildId(),
                publication.sequence,
                announced.reason(),
                announced.occurredAt());
        publication.digest = announced.digest().value();
        finish(publication, State.PUBLISHED, announced.occurredAt());
        return true;
    }

    /** The row, locked: another instance may have taken the work over from one that was thought dead. */
    private static Publication locked(Publication publication) {
        return Publication.findById(publication.id, LockModeType.PESSIMISTIC_WRITE);
    }

    private static PublicationAttempt attempt(String id, int number) {
        return PublicationAttempt.find("publicationId = ?1 and number = ?2", id, number)
                .firstResult();
    }

    private static void finish(Publication publication, State state, Instant when) {
        publication.state = state;
        publication.finishedAt = when;
    }
}
