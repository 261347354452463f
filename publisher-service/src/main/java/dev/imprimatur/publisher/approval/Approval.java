package dev.imprimatur.publisher.approval;

import dev.imprimatur.events.BuildId;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.column.BuildIdColumn;
import dev.imprimatur.messaging.column.DigestColumn;
import dev.imprimatur.messaging.column.ImageKeyColumn;
import dev.imprimatur.messaging.column.JsonText;
import dev.imprimatur.messaging.proof.SignedVerdict;
import dev.imprimatur.oci.Digest;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;

/** A verdict of the tester on a digest, with its evidence. */
@Entity
public class Approval extends PanacheEntityBase {
    /** The event that carried it. */
    @Id
    @Column(name = "event_id")
    public String eventId;

    /** What was tested. */
    @Convert(converter = DigestColumn.class)
    public Digest digest;

    /** The build that made it. */
    @Column(name = "build_id")
    @Convert(converter = BuildIdColumn.class)
    public BuildId buildId;

    /** The image of the catalogue that it is. */
    @Convert(converter = ImageKeyColumn.class)
    public ImageKey image;

    /** Whether it may be published. */
    @Enumerated(EnumType.STRING)
    public Verdict verdict;

    /** Each test's result, as JSON. */
    public String results;

    /** When the tester decided. */
    @Column(name = "decided_at")
    public Instant decidedAt;

    /** When it came, by the clock here and not by its own. */
    @Column(name = "received_at")
    public Instant receivedAt;

    /** The id of the key that signed it; null for verdicts from before signatures, which approve nothing any more. */
    @Column(name = "signed_by")
    public String signedBy;

    /** When this verdict on this digest came, by this service's own record; null if it never came. */
    static Instant received(TestCompleted verdict) {
        return Approval.<Approval>find(
                        "eventId = ?1 and digest = ?2",
                        verdict.eventId(),
                        verdict.staged().digest())
                .firstResultOptional()
                .map(approval -> approval.receivedAt)
                .orElse(null);
    }

    /**
     * Notes this verdict, as part of the current transaction, unless that event is known already: after a backup was
     * restored, a test may run a second time.
     */
    public static void note(SignedVerdict verdict) {
        TestCompleted event = verdict.event();
        if (findById(event.eventId()) != null) {
            return;
        }
        Approval approval = new Approval();
        approval.eventId = event.eventId();
        approval.digest = event.staged().digest();
        approval.buildId = event.candidate().buildId();
        approval.image = event.candidate().image();
        approval.verdict = event.verdict();
        approval.decidedAt = event.occurredAt();
        approval.receivedAt = verdict.received();
        approval.signedBy = verdict.signedBy();
        approval.results = JsonText.of(event.results());
        approval.persist();
    }
}
