package dev.imprimatur.publisher.publication;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.publisher.approval.Refusal;
import dev.imprimatur.publisher.signature.PublisherSigner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Records verdicts that were not believed; none begins or changes a publication. What no tester signed is not announced
 * in the name of its rebuild: the genuine verdict may still come, and a forged one would fail its image.
 */
@ApplicationScoped
public class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private static final String REFUSED = "/refused/";

    /** A tester signed it, and still it may not be used. */
    private static final Set<String> GENUINE =
            Set.of(FailureKinds.ORDER_REFUSED, FailureKinds.VERDICT_EXPIRED, FailureKinds.VERDICT_OF_THE_FUTURE);

    @Inject
    Outbox outbox;

    @Inject
    PublisherSigner signer;

    /**
     * Whether this verdict, which can be believed now, was refused before, and its image's failure was announced: one
     * image has one outcome.
     */
    public boolean announced(TestCompleted verdict) {
        return verdict.verdict() == Verdict.APPROVED
                && Refusal.count("eventId = ?1 and kind in ?2", verdict.eventId(), GENUINE) > 0;
    }

    /** Whether this announces that a verdict was refused: no publication ended so. */
    public static boolean isOne(PublishCompleted announced) {
        return announced.eventId().startsWith(Publication.id(announced) + REFUSED);
    }

    /** Refuses what this event says, once for all of its deliveries. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void refuse(TestCompleted event, ObjectNode json, FailureReport why) {
        String id = Digest.of(json.toString().getBytes(StandardCharsets.UTF_8)).hex();
        if (Refusal.findById(id) != null) {
            return;
        }
        Refusal refusal = Refusal.of(id, event, why);
        refusal.persist();
        LOG.warnf(
                "refused a verdict on %s (%s, digest %s, rebuild %s, refusal %s): %s",
                refusal.image, why.kind(), refusal.digest, refusal.rebuildId, id.substring(0, 12), why.message());
        // A rejection was announced by the tester; and what a genuine verdict began is announced by that one.
        if (GENUINE.contains(why.kind()) && event.verdict() == Verdict.APPROVED && !Publication.isBegun(event)) {
            outbox.add(signer.sign(told(id, refusal, event, why)));
        }
    }

    private static PublishCompleted told(String id, Refusal refusal, TestCompleted event, FailureReport why) {
        return PublishCompletedBuilder.builder()
                .eventId(Publication.id(event) + REFUSED + id)
                .occurredAt(refusal.refusedAt.truncatedTo(ChronoUnit.MILLIS))
                .rebuildId(event.rebuildId())
                .candidate(event.candidate())
                .digest(event.staged().digest())
                .reason(event.candidate().reason())
                .failure(why)
                .build();
    }
}
