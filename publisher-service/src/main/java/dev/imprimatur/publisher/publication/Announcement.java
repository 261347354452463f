package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageChange;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RollbackCompletedBuilder;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
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
        Request request = publication.request();
        Digest digest = changes.getFirst().to();
        int revision = Revision.of(request.tested().candidate().image(), digest).orElseThrow().number;
        List<PublishedTag> tags = changes.stream()
                .filter(change -> change.role() != TagRole.REVISION)
                .map(change -> new PublishedTag(change.reference(), change.from()))
                .toList();
        outbox.add(signer.sign(ended(publication, request)
                .candidate(request.announced(changes))
                .digest(digest)
                .tags(tags)
                .revision(revision)
                .rollback(request.rollback())
                .change(difference)
                .unchanged(publication.changedNothing() ? true : null)
                .mirrors(copies.stream()
                        .map(copy -> new PublishCompleted.Mirror(copy.registry, mirrors.failure(copy)))
                        .toList())
                .build()));
        if (request instanceof Request.ByRollback rollback) {
            outbox.add(signer.sign(ended(rollback)
                    .digest(digest)
                    .revision(revision)
                    .blocked(rollback.leaves())
                    .tags(tags.stream().map(PublishedTag::reference).toList())
                    .build()));
        }
    }

    /** Nothing was published. */
    void failed(Publication publication, FailureReport why) {
        switch (publication.request()) {
            case Request.ByVerdict verdict ->
                outbox.add(signer.sign(ended(publication, verdict)
                        .candidate(verdict.tested().candidate())
                        .digest(verdict.tested().staged().digest())
                        .failure(why)
                        .build()));
            case Request.ByRollback rollback ->
                outbox.add(signer.sign(ended(rollback).failure(why).build()));
        }
    }

    private PublishCompletedBuilder ended(Publication publication, Request request) {
        return PublishCompletedBuilder.builder()
                .eventId(publication.id + Publication.ANNOUNCED)
                .occurredAt(now())
                .rebuildId(request.tested().rebuildId())
                .reason(request.reason())
                .log(logs.seal(publication.log().value()));
    }

    private static RollbackCompletedBuilder ended(Request.ByRollback rollback) {
        return RollbackCompletedBuilder.builder()
                .eventId(rollback.asked().rebuildId() + "/rolled-back")
                .occurredAt(now())
                .rebuildId(rollback.asked().rebuildId())
                .image(rollback.tested().candidate().image())
                .reason(rollback.asked().reason())
                .requestedBy(rollback.asked().requestedBy());
    }

    private static Instant now() {
        return SharedClock.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
