package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.MirrorCompletedBuilder;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.publisher.ProductionRegistries;
import dev.imprimatur.publisher.signature.PublisherSigner;
import dev.imprimatur.publisher.tag.HeldTag;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Keeps how far copies are. Each method is one transaction, or part of the current one. */
@ApplicationScoped
public class MirrorLedger {
    @Inject
    ProductionRegistries registries;

    @Inject
    Outbox outbox;

    @Inject
    EntityManager database;

    @Inject
    MirrorQueries queries;

    @Inject
    CopiedPublications publications;

    @Inject
    PublisherSigner signer;

    /** Notes, as part of the current transaction, that every mirror is to get what this publication tagged. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void note(String publicationId, ImageKey image) {
        registries
                .mirrors()
                .forEach(mirror ->
                        MirrorCopy.waiting(mirror, publicationId, image).persist());
    }

    /** The copies of a publication, by registry. */
    @Transactional
    public List<MirrorCopy> copies(String publicationId) {
        return MirrorCopy.of(publicationId);
    }

    /**
     * What is published in a repository and was seen in this mirror since. Left out is whatever a publication moves,
     * there or in the first registry.
     */
    @Transactional
    public List<HeldTag> settled(Registry mirror, Repository repository) {
        return queries.settled(mirror, repository);
    }

    /** How much this mirror lacks. */
    @Transactional
    long waiting(Registry mirror) {
        return MirrorCopy.waiting(mirror).count();
    }

    /** The copy, if there is still something to do, with one more try counted. */
    @Transactional
    Optional<MirrorCopy> begin(String id) {
        Optional<MirrorCopy> copy = MirrorCopy.<MirrorCopy>findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE)
                .filter(MirrorCopy::waits);
        copy.ifPresent(each -> each.attempts++);
        return copy;
    }

    /**
     * Notes that the mirror has it, and announces that if it was announced to lack it. The publication is locked first,
     * as it is to announce it: so one of the two knows of the other.
     */
    @Transactional
    void done(String id, Copied.There there) {
        MirrorCopy copy = MirrorCopy.findById(id);
        Optional<RebuildId> announced = publications.announced(copy.publicationId);
        database.refresh(copy, LockModeType.PESSIMISTIC_WRITE);
        if (!copy.waits()) {
            return;
        }
        copy.end(MirrorCopy.State.DONE, null);
        announced.ifPresent(rebuild -> outbox.add(signer.sign(completed(rebuild, copy, there))));
    }

    private static MirrorCompleted completed(RebuildId rebuild, MirrorCopy copy, Copied.There there) {
        return MirrorCompletedBuilder.builder()
                .eventId(copy.publicationId + "/mirrored/" + copy.registry)
                .occurredAt(SharedClock.now().truncatedTo(ChronoUnit.MILLIS))
                .rebuildId(rebuild)
                .image(copy.image)
                .registry(copy.registry)
                .digest(there.digest())
                .tags(there.tags())
                .build();
    }

    /** Notes that there is nothing to copy; not if that was for a block which has been lifted since. */
    @Transactional
    boolean superseded(String id, FailureReport why) {
        MirrorCopy copy = MirrorCopy.findById(id);
        if (why.is(FailureKinds.BLOCKED) && !queries.isBlocked(copy.publicationId)) {
            return false;
        }
        copy.end(MirrorCopy.State.SUPERSEDED, why);
        return true;
    }

    @Transactional
    void failed(String id, FailureReport why) {
        MirrorCopy copy = MirrorCopy.findById(id);
        if (copy.waits()) {
            copy.fail(why);
        }
    }
}
