package dev.imprimatur.publisher.restore;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.RollbackRequestedBuilder;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.proof.SignedVerdict;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.approval.Approval;
import dev.imprimatur.publisher.approval.SignedVerdicts;
import dev.imprimatur.publisher.block.BlockedDigest;
import dev.imprimatur.publisher.publication.Publication;
import dev.imprimatur.publisher.publication.Publication.State;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes into a restored database how publications ended that it has forgotten. Each method is one transaction. */
@ApplicationScoped
class RestoredLedger {
    @Inject
    SignedVerdicts verdicts;

    @Inject
    RestoredTags restored;

    @Inject
    Tagging tagging;

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

    /**
     * What was tested for this image and digest, if it was published before.
     *
     * @throws PublishException if that is not to be believed
     */
    @Transactional(dontRollbackOn = PublishException.class)
    Optional<TestCompleted> tested(PublishCompleted announced) {
        return Revision.of(announced.candidate().image(), announced.digest())
                .map(Revision::tested)
                .map(verdicts::kept);
    }

    /** Notes that the verdict was given. */
    @Transactional
    void recall(SignedVerdict verdict) {
        Approval.note(verdict);
    }

    /**
     * Notes how a publication ended that this database has forgotten, as far as the verdict on it goes.
     *
     * @param place its place, or null
     * @param tags those of the announced tags that the image may have
     * @throws PublishException if the announcement says what cannot be so, and nothing was noted
     */
    @Transactional
    boolean recall(PublishCompleted announced, Long place, TestCompleted tested, List<PublishedTag> tags) {
        Publication publication = Publication.findById(Publication.id(announced), LockModeType.PESSIMISTIC_WRITE);
        if (publication != null && announced.envelope() == null) {
            // What was begun here ends as this publisher, or one that signs, says.
            return false;
        }
        if (announced.succeeded()) {
            recallable(announced, tested, tags);
        }
        if (publication == null) {
            publication = begun(announced, place, tested);
            publication.persistAndFlush();
            Publication.getEntityManager().refresh(publication);
        }
        if (announced.succeeded()) {
            published(publication, announced, tested, tags);
        } else {
            failed(publication, announced);
        }
        return true;
    }

    private void recallable(PublishCompleted announced, TestCompleted tested, List<PublishedTag> tags) {
        if (tested.verdict() != Verdict.APPROVED || announced.revision() == null || tags.isEmpty()) {
            throw PublishException.refused(
                    FailureKinds.VERDICT_MISMATCH, "it has no revision, or no tag, that its verdict approves");
        }
        if (!restored.revision(tested, announced.digest(), announced.revision())) {
            throw PublishException.refused(
                    FailureKinds.VERDICT_MISMATCH,
                    "its revision's number is another digest's, or its verdict is on another one");
        }
    }

    /** The publication as it began, by what was announced of its end. */
    private static Publication begun(PublishCompleted announced, Long place, TestCompleted tested) {
        PublishCompleted.Rollback rollback = announced.rollback();
        if (rollback == null) {
            Publication publication = Publication.of(tested);
            publication.id = Publication.id(announced);
            return publication;
        }
        RollbackRequested request = RollbackRequestedBuilder.builder()
                .eventId(rollback.rebuildId() + "/requested")
                .occurredAt(announced.occurredAt())
                .rebuildId(rollback.rebuildId())
                .reference(announced.candidate().image().toString())
                .reason(rollback.reason())
                .requestedBy(rollback.requestedBy())
                .build();
        return Publication.of(request, place, tested, rollback.blocked());
    }

    private void failed(Publication publication, PublishCompleted announced) {
        publication.fail(announced.failure());
        // What it was about to do when the database was saved was taken back.
        tagging.restored(publication.id);
        publication.finish(State.FAILED, announced.occurredAt());
    }

    private void published(
            Publication publication, PublishCompleted announced, TestCompleted tested, List<PublishedTag> tags) {
        PublishCompleted.Rollback rollback = announced.rollback();
        if (rollback != null && rollback.blocked() != null) {
            BlockedDigest.block(
                    rollback.blocked(), announced.candidate().image(), rollback.reason(), rollback.requestedBy());
        }
        restored.tags(publication, tested.candidate(), announced.revision(), tags, announced.digest());
        tagging.applied(
                publication.id,
                announced.candidate().image(),
                announced.rebuildId(),
                publication.order(),
                announced.reason(),
                announced.occurredAt());
        publication.digest = announced.digest();
        publication.finish(State.PUBLISHED, announced.occurredAt());
    }
}
