package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageChange;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.block.BlockedDigest;
import dev.imprimatur.publisher.block.Blocks;
import dev.imprimatur.publisher.mirror.MirrorCopy;
import dev.imprimatur.publisher.mirror.MirrorLedger;
import dev.imprimatur.publisher.mirror.MirrorQueue;
import dev.imprimatur.publisher.publication.Publication.State;
import dev.imprimatur.publisher.revision.Revisions;
import dev.imprimatur.publisher.statement.ChangeNumbers;
import dev.imprimatur.publisher.statement.News;
import dev.imprimatur.publisher.statement.TagStatements;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps how far publications are. Each method is one transaction; what ends a publication also announces it, once. */
@ApplicationScoped
public class PublicationLedger {
    @Inject
    Announcement announcement;

    @Inject
    Revisions revisions;

    @Inject
    Tagging tagging;

    @Inject
    MirrorLedger mirrors;

    @Inject
    MirrorQueue queue;

    @Inject
    Blocks blocks;

    @Inject
    TagStatements statements;

    @Inject
    ChangeNumbers numbers;

    /** The publication, if there is still something to do. */
    @Transactional
    Optional<Publication> unfinished(String id) {
        return Publication.<Publication>findByIdOptional(id).filter(publication -> !publication.finished());
    }

    /**
     * Lets an attempt write into the journal what it is about to change.
     *
     * @param held the locks under which it is
     * @throws PublishException if they are lost, or another publisher has taken the publication over, or it is a
     *     rollback whose asker saw other tags
     */
    @Transactional
    List<TagChange> planned(
            Publication publication, int number, RepositoryLock.Held held, Supplier<List<TagChange>> plan) {
        held.check();
        Publication current = locked(publication);
        if (current.state != State.OPEN || PublicationAttempt.of(current.id, number).finishedAt != null) {
            throw takenOver(current);
        }
        Leaving.lookAgain(current);
        return plan.get();
    }

    /**
     * Notes that every tag was read back: from here on nothing is taken back.
     *
     * @param held the locks under which that was done
     * @throws PublishException if they are lost, or another publisher has ended the publication, or something later has
     *     set one of the tags
     */
    @Transactional
    void tagged(Publication publication, int number, List<TagChange> changes, RepositoryLock.Held held) {
        // Before all else: another publisher may have ended this one, and later ones have set its tags since.
        held.check();
        Publication current = locked(publication);
        if (current.state != State.OPEN) {
            throw takenOver(current);
        }
        Request request = current.request();
        TestCompleted tested = request.tested();
        PublicationAttempt.of(current.id, number).end(null);
        tagging.applied(
                current.id,
                tested.candidate().image(),
                tested.rebuildId(),
                current.order(),
                request.reason(),
                SharedClock.now());
        Digest digest = changes.getFirst().to();
        revisions.published(tested.candidate().image(), digest);
        current.digest = digest;
        if (current.leaves != null) {
            BlockedDigest.keep(current.leaves);
            BlockedDigest.keepAll(current.id);
        }
        mirrors.note(current.id, current.image);
        News news = new News(current.place, numbers.next(), current.rebuildId, current.image);
        current.statements = statements.sign(news, changes);
        current.state = State.TAGGED;
    }

    /**
     * Whether tags of this image are set, and that is not announced yet: a mirror is waited for, or a publisher has
     * ended.
     */
    @Transactional
    boolean isToBeAnnounced(ImageKey image) {
        return Publication.count("image = ?1 and state = ?2", image, State.TAGGED) > 0;
    }

    /**
     * Announces what was tagged, and leaves to the work queue what mirrors lack.
     *
     * @param change what it changed, or null if it changed nothing
     */
    @Transactional
    void published(Publication publication, ImageChange change) {
        Publication current = locked(publication);
        if (current.state != State.TAGGED) {
            return;
        }
        current.finish(State.PUBLISHED, SharedClock.now());
        List<MirrorCopy> copies = mirrors.copies(current.id);
        announcement.published(current, tagging.journal(current.id), change, copies);
        queue.followUp(copies);
    }

    /**
     * Notes that the publication is given up, while some tags are still to be moved back; not if another publisher has
     * set them meanwhile.
     */
    @Transactional
    void restoring(Publication publication, FailureReport why) {
        Publication current = locked(publication);
        if (current.state == State.OPEN) {
            current.state = State.RESTORING;
            current.fail(why);
        }
    }

    /**
     * Notes that nothing is published, and announces why; not if another publisher has brought it further than it was
     * when it was read.
     *
     * @return whether that is noted
     */
    @Transactional
    boolean failed(Publication publication, FailureReport why) {
        Publication current = locked(publication);
        if (current.state != publication.state
                || current.state == State.OPEN && !tagging.journal(current.id).isEmpty()) {
            return false;
        }
        if (current.state == State.RESTORING) {
            tagging.restored(current.id);
        }
        BlockedDigest.of(current.id).forEach(digest -> unblock(digest, current.id));
        current.fail(why);
        current.finish(State.FAILED, SharedClock.now());
        announcement.failed(current, why);
        // What mirrors were to get ends as well: nothing is copied that may not be published.
        queue.followUp(mirrors.copies(current.id));
        return true;
    }

    /** What its attempt set is given back, as if the lock were lost: nothing else records it. */
    private static PublishException takenOver(Publication publication) {
        return PublishException.retryable(
                FailureKinds.LOCK_LOST, "another publisher has taken " + publication.image + " over meanwhile");
    }

    /** What the tags did not leave is no longer blocked, unless another rollback is about to leave it. */
    private void unblock(Digest digest, String rollback) {
        Publication.<Publication>find(
                        "leaves = ?1 and id <> ?2 and state in ?3 order by sequence",
                        digest,
                        rollback,
                        List.of(State.OPEN, State.RESTORING))
                .firstResultOptional()
                .ifPresentOrElse(
                        other -> BlockedDigest.handOver(digest, rollback, other.id),
                        () -> blocks.release(digest, rollback));
    }

    /** The row, locked: another instance may have taken the work over from one that was thought dead. */
    private static Publication locked(Publication publication) {
        return Publication.findById(publication.id, LockModeType.PESSIMISTIC_WRITE);
    }
}
