package dev.imprimatur.publisher.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.messaging.proof.Unsigned;
import dev.imprimatur.messaging.time.Received;
import dev.imprimatur.publisher.publication.Publication;
import dev.imprimatur.publisher.publication.Refusals;
import dev.imprimatur.publisher.signature.PublicationsConfig;
import dev.imprimatur.publisher.signature.PublisherSigner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Distinguishes what a publisher has announced from what others wrote to the same topic: by its signature. */
@ApplicationScoped
class OwnAnnouncements {
    private static final Logger LOG = Logger.getLogger(OwnAnnouncements.class);

    @Inject
    PublisherSigner signer;

    @Inject
    PublicationsConfig config;

    @Inject
    RestoredLedger ledger;

    /** The announcement, if the database does not know of its end, and it is to be believed. */
    Optional<PublishCompleted> forgotten(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.of(EventReader.read(record, PublishCompleted.class))
                    // A verdict that was refused never was a publication.
                    .filter(event -> !Refusals.isOne(event))
                    .filter(event -> !ledger.knows(event))
                    .filter(event ->
                            isOwn(event, EventReader.json(record, PublishCompleted.class), Received.at(record)));
        } catch (BadEventException e) {
            return Optional.empty();
        }
    }

    private boolean isOwn(PublishCompleted event, ObjectNode json, Instant received) {
        if (event.envelope() == null && config.unsigned() == Unsigned.ALLOW) {
            return true;
        }
        try {
            signer.own().checkKept(event, json, received);
            return true;
        } catch (AttestationException e) {
            LOG.warnf(
                    "how %s ended is not taken over: %s; if a publisher announced it before publishers signed, see"
                            + " imprimatur.publications.unsigned",
                    Publication.id(event), e.getMessage());
            return false;
        }
    }
}
