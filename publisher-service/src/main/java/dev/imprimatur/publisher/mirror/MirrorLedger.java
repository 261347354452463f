package dev.imprimatur.publisher.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.MirrorCompletedBuilder;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.publisher.ProductionRegistries;
import dev.imprimatur.publisher.approval.Decision;
import dev.imprimatur.publisher.approval.Gate;
import dev.imprimatur.publisher.block.BlockLifted;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.signature.PublisherSigner;
import dev.imprimatur.publisher.tag.HeldTag;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
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
    private static final String SETTLED = """
        from HeldTag tag where tag.repository = ?1 and locate(?2, tag.reference) = 1
           and not exists (from TagChange change
                            where change.reference = tag.reference and change.state = PLANNED)
           and exists (from TagChange change join MirrorCopy copy on copy.publicationId = change.publicationId
                        where change.reference = tag.reference and change.toDigest = tag.digest
                          and copy.registry = ?3 and copy.state = DONE)
           and not exists (from MirrorCopy copy
                            where copy.registry = ?3 and copy.image = tag.image and copy.state = WAITING)\
        """;

    private static final String REFUSED = """
            select copy.id from mirror_copy copy join publication on publication.id = copy.publication_id
             where copy.state = 'SUPERSEDED' and copy.failure::json ->> 'kind' = '%s' and publication.digest = ?1""".formatted(FailureKinds.BLOCKED);

    /** A block that is being lifted is waited for. */
    private static final String STILL_BLOCKED = """
            select block.digest from blocked_digest block join publication on publication.digest = block.digest
             where publication.id = ?1 for update of block""";

    @Inject
    ProductionRegistries registries;

    @Inject
    Outbox outbox;

    @Inject
    EntityManager database;

    @Inject
    WorkQueue queue;

    @Inject
    MirrorWork work;

    @Inject
    Gate gate;

    @Inject
    PublisherSigner signer;

    /** Notes, as part of the current transaction, that every mirror is to get what this publication tagged. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void note(String publicationId, String image) {
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
        return HeldTag.list(
                SETTLED, repository.path(), registries.first().host() + "/" + repository.path() + ":", mirror.host());
    }

    /**
     * Queues, as part of the current transaction, what mirrors have not got yet; whatever is to be published goes
     * first.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void followUp(List<MirrorCopy> copies) {
        queue(copies.stream().filter(MirrorCopy::waits).map(copy -> copy.id).toList());
    }

    /** Queues copies, as part of the current transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    void queue(List<String> copies) {
        queue.add(work, copies, Priority.BACKGROUND);
    }

    /** Asks again, as part of the current transaction, for what mirrors were refused since a digest was blocked. */
    @Transactional(Transactional.TxType.MANDATORY)
    void askAgain(@Observes BlockLifted lifted) {
        List<?> ids = database.createNativeQuery(REFUSED, String.class)
                .setParameter(1, lifted.digest().value())
                .getResultList();
        List<MirrorCopy> copies = MirrorCopy.list("id in ?1", ids);
        copies.forEach(MirrorCopy::askAgain);
        followUp(copies);
    }

    /** How much this mirror lacks. */
    @Transactional
    long waiting(Registry mirror) {
        return MirrorCopy.waiting(mirror).count();
    }

    /** Lets all that waits for this mirror have its turn now. */
    @Transactional
    void hasten(Registry mirror) {
        queue.hasten(work, MirrorCopy.id(mirror, ""));
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
     * Whether this digest may be published still, by the verdict that let it pass: the publication's own, unless that
     * left an earlier image where it was.
     */
    @Transactional
    Decision decide(String publicationId, Digest digest) {
        Decision decision = gate.decide(digest, verdict(publicationId, digest));
        if (decision instanceof Decision.Approved(TestCompleted verdict)
                && !verdict.staged().digest().equals(digest)) {
            return new Decision.Refused(FailureReport.of(
                    FailureKinds.NOT_APPROVED,
                    false,
                    "the kept verdict is on " + verdict.staged().digest() + ", not on " + digest));
        }
        return decision;
    }

    private TestCompleted verdict(String publicationId, Digest digest) {
        String event = (String) database.createNativeQuery("select event from publication where id = ?1", String.class)
                .setParameter(1, publicationId)
                .getSingleResult();
        try {
            TestCompleted own = EventJson.MAPPER.readValue(event, TestCompleted.class);
            return own.staged().digest().equals(digest)
                    ? own
                    : Revision.of(own.candidate().image(), digest).orElseThrow().tested();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept verdict cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Notes that the mirror has it, and announces that if it was announced to lack it. The publication's row is locked
     * first, as it is to announce the publication: so one of the two knows of the other.
     */
    @Transactional
    void done(String id, Copied.There there) {
        MirrorCopy copy = MirrorCopy.findById(id);
        Object[] publication = (Object[])
                database.createNativeQuery("select state, rebuild_id from publication where id = ?1 for update")
                        .setParameter(1, copy.publicationId)
                        .getSingleResult();
        database.refresh(copy, LockModeType.PESSIMISTIC_WRITE);
        if (!copy.waits()) {
            return;
        }
        copy.end(MirrorCopy.State.DONE, null);
        if (publication[0].equals("PUBLISHED")) {
            outbox.add(signer.sign(MirrorCompletedBuilder.builder()
                    .eventId(copy.publicationId + "/mirrored/" + copy.registry)
                    .occurredAt(SharedClock.now().truncatedTo(ChronoUnit.MILLIS))
                    .rebuildId(new RebuildId((String) publication[1]))
                    .image(ImageKey.parse(copy.image))
                    .registry(copy.registry)
                    .digest(there.digest())
                    .tags(there.tags())
                    .build()));
        }
    }

    /** Notes that there is nothing to copy; not if that was for a block which has been lifted since. */
    @Transactional
    boolean superseded(String id, FailureReport why) {
        MirrorCopy copy = MirrorCopy.findById(id);
        if (why.is(FailureKinds.BLOCKED)
                && database.createNativeQuery(STILL_BLOCKED, String.class)
                        .setParameter(1, copy.publicationId)
                        .getResultList()
                        .isEmpty()) {
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
