package dev.imprimatur.publisher.approval;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.column.DigestColumn;
import dev.imprimatur.messaging.column.ImageKeyColumn;
import dev.imprimatur.messaging.column.RebuildIdColumn;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.PlainText;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;

/** A verdict that was not believed. */
@Entity
public class Refusal extends PanacheEntityBase {
    private static final int LONGEST_ID = 500;

    /** A hash of the event that came, so that its redelivery is the same refusal. */
    @Id
    public String id;

    /** What the event said it is. */
    @Column(name = "event_id")
    public String eventId;

    /** The rebuild that it named. */
    @Column(name = "rebuild_id")
    @Convert(converter = RebuildIdColumn.class)
    public RebuildId rebuildId;

    /** The image that it named. */
    @Convert(converter = ImageKeyColumn.class)
    public ImageKey image;

    /** The digest that it named. */
    @Convert(converter = DigestColumn.class)
    public Digest digest;

    /** Why it was refused, in kebab case. */
    public String kind;

    /** Why it was refused, for people. */
    public String message;

    /** When the verdict was refused. */
    @Column(name = "refused_at")
    public Instant refusedAt;

    /** The refusal of what this event said. */
    public static Refusal of(String id, TestCompleted event, FailureReport why) {
        Refusal refusal = new Refusal();
        refusal.id = id;
        refusal.eventId = PlainText.bounded(event.eventId(), LONGEST_ID);
        refusal.rebuildId = event.rebuildId();
        refusal.image = event.candidate().image();
        refusal.digest = event.staged().digest();
        refusal.kind = why.kind();
        refusal.message = why.message();
        refusal.refusedAt = SharedClock.now();
        return refusal;
    }
}
