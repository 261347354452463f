package dev.imprimatur.publisher.publication;

import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.ImageChange;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.PublishCompletedBuilder;
import dev.imprimatur.messaging.event.PublishedTag;
import dev.imprimatur.messaging.event.RollbackCompleted;
import dev.imprimatur.messaging.event.RollbackCompletedBuilder;
import dev.imprimatur.messaging.event.RollbackRequested;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.mirror.MirrorCopy;
import dev.imprimatur.publisher.mirror.Mirrors;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.signature.PublisherSigner;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRole;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Announces, as part of the current transaction, how a publication ended. */
@ApplicationScoped
class Announcement {
    @Inject
    Outbox outbox;

    @Inject
    LogStore logs;

    @Inject
    Mirrors mirrors;

    @Inject
    PublisherSigner signer;

    /** Every tag was read back; the copies are those in mirrors. */
    void published(Publication publication, List<TagChange> changes, ImageChange difference, List<MirrorCopy> copies) {
        TestCompleted tested = publication.tested();
        Digest digest = changes.getFirst().to();
        int revision = Revision.of(tested.candidate().image(), digest).orElseThrow().number;
        List<PublishedTag> tags = changes.stream()
                .filter(change -> change.role() != TagRole.REVISION)
                .map(change -> new PublishedTag(change.reference(), change.from()))
                .toList();
        outbox.add(signer.sign(PublishCompletedBuilder.builder()
                .eventId(publication.id + "/published")
                .occurredAt(now())
                .rebuildId(tested.rebuildId())
                .candidate(publication.isRollback() ? tagged(tested.candidate(), changes) : tested.candidate())
                .digest(digest)
                .tags(tags)
                .reason(publication.reason())
                .log(logs.seal(publication.log().value()))
                .revision(revision)
                .rollback(publication.isRollback() ? rollback(publication) : null)
                .change(difference)
                .unchanged(publication.changedNothing() ? true : null)
                .mirrors(copies.stream()
                        .map(copy -> new PublishCompleted.Mirror(copy.registry, mirrors.failure(copy)))
                        .toList())
                .build()));
        if (publication.isRollback()) {
            outbox.add(rolledBack(
                    publication,
                    digest,
                    revision,
                    tags.stream().map(PublishedTag::reference).toList(),
                    null));
        }
    }

    /** Nothing was published. */
    void failed(Publication publication, FailureReport why) {
        TestCompleted tested = publication.tested();
        outbox.add(
                publication.isRollback()
                        ? rolledBack(publication, null, null, List.of(), why)
                        : signer.sign(PublishCompletedBuilder.builder()
                                .eventId(publication.id + "/published")
                                .occurredAt(now())
                                .rebuildId(tested.rebuildId())
                                .candidate(tested.candidate())
                                .digest(tested.staged().digest())
                                .reason(publication.reason())
                                .failure(why)
                                .log(logs.seal(publication.log().value()))
                                .build()));
    }

    private static Candidate tagged(Candidate candidate, List<TagChange> changes) {
        return candidate.tagged(tags(changes, TagRole.PINNED), tags(changes, TagRole.ALIAS));
    }

    private static List<Tag> tags(List<TagChange> changes, TagRole role) {
        return changes.stream()
                .filter(change -> change.role() == role)
                .map(TagChange::reference)
                .map(reference -> reference.repository().tag(reference.tag()))
                .toList();
    }

    private static PublishCompleted.Rollback rollback(Publication publication) {
        RollbackRequested request = publication.rollback();
        return new PublishCompleted.Rollback(
                request.rebuildId(),
                new Digest(publication.leaves),
                request.reason(),
                request.requestedBy(),
                publication.place);
    }

    private RollbackCompleted rolledBack(
            Publication publication, Digest digest, Integer revision, List<ImageReference> tags, FailureReport why) {
        RollbackRequested request = publication.rollback();
        return signer.sign(RollbackCompletedBuilder.builder()
                .eventId(request.rebuildId() + "/rolled-back")
                .occurredAt(now())
                .rebuildId(request.rebuildId())
                .image(publication.tested().candidate().image())
                .digest(digest)
                .revision(revision)
                .blocked(why == null ? new Digest(publication.leaves) : null)
                .tags(tags)
                .reason(request.reason())
                .requestedBy(request.requestedBy())
                .failure(why)
                .build());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
