package dev.imprimatur.publisher.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.messaging.event.EventJson;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.Priority;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.revision.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** Keeps how far copies are. Each method is one transaction, or part of the current one. */
@ApplicationScoped
public class MirrorLedger {
    @Inject
    PublisherConfig config;

    @Inject
    EntityManager database;

    @Inject
    WorkQueue queue;

    @Inject
    MirrorWork work;

    /** The mirrors that are configured. */
    public List<Registry> mirrors() {
        return config.mirrors().orElse(List.of());
    }

    /** Notes, as part of the current transaction, that every mirror is to get what this publication tagged. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void note(String publicationId, String image) {
        mirrors()
                .forEach(mirror ->
                        MirrorCopy.waiting(mirror, publicationId, image).persist());
    }

    /** The copies of a publication, by registry. */
    @Transactional
    public List<MirrorCopy> copies(String publicationId) {
        return MirrorCopy.of(publicationId);
    }

    /** Queues, as part of the current transaction, what mirrors have not got yet; whatever is to be published goes first. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void followUp(List<MirrorCopy> copies) {
        copies.stream().filter(MirrorCopy::waits).forEach(copy -> queue.add(work, copy.id, Priority.BACKGROUND));
    }

    /** The copy, if there is still something to do, with one more try counted. */
    @Transactional
    Optional<MirrorCopy> begin(String id) {
        Optional<MirrorCopy> copy = MirrorCopy.<MirrorCopy>findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE)
                .filter(MirrorCopy::waits);
        copy.ifPresent(each -> each.attempts++);
        return copy;
    }

    /** The verdict that let this digest pass: the publication's own, unless that left an earlier image where it was. */
    @Transactional
    TestCompleted verdict(String publicationId, Digest digest) {
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

    @Transactional
    void done(String id) {
        MirrorCopy.<MirrorCopy>findById(id).end(MirrorCopy.State.DONE, null);
    }

    @Transactional
    void superseded(String id, FailureReport why) {
        MirrorCopy.<MirrorCopy>findById(id).end(MirrorCopy.State.SUPERSEDED, why);
    }

    @Transactional
    void failed(String id, FailureReport why) {
        MirrorCopy copy = MirrorCopy.findById(id);
        if (copy.waits()) {
            copy.fail(why);
        }
    }
}
