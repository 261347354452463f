package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.attempts.row.AttemptHistory;
import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.stage.Staged;
import dev.imprimatur.events.BuildId;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.column.BuildIdColumn;
import dev.imprimatur.messaging.column.DigestColumn;
import dev.imprimatur.messaging.column.FailureColumn;
import dev.imprimatur.messaging.column.ImageKeyColumn;
import dev.imprimatur.messaging.column.ImageReferenceColumn;
import dev.imprimatur.messaging.column.RebuildIdColumn;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The building of one image in one rebuild. */
@Entity
@Table(name = "build")
class Build extends PanacheEntityBase {
    @Id
    String id;

    @Convert(converter = RebuildIdColumn.class)
    RebuildId rebuildId;

    @Convert(converter = ImageKeyColumn.class)
    ImageKey image;

    /** Not written again with each step: it may be large. */
    @Column(updatable = false)
    @Convert(converter = RenderedColumn.class)
    RenderCompleted event;

    /** The event's build id. */
    @Convert(converter = BuildIdColumn.class)
    BuildId buildIdentity;

    Instant receivedAt;

    /**
     * The digest of the image that an attempt was about to put into staging; null before. In rows of old releases an
     * engine's id.
     */
    @Column(name = "built_id")
    String named;

    /** The tag under which that was about to be put into staging; null before. */
    @Convert(converter = ImageReferenceColumn.class)
    ImageReference sentTo;

    /** Null unless it succeeded. */
    @Convert(converter = DigestColumn.class)
    Digest imageId;

    /** Null unless it succeeded. */
    @Convert(converter = ImageReferenceColumn.class)
    ImageReference staged;

    @Convert(converter = FailureColumn.class)
    FailureReport failure;

    /** Null while it goes on. */
    Instant completedAt;

    /** The sick place for which it was handed back; null once it goes on. */
    String waitingFor;

    @OneToMany(mappedBy = "build", cascade = CascadeType.PERSIST)
    @OrderBy("number")
    List<BuildAttempt> attempts = new ArrayList<>();

    static Build of(RenderCompleted event) {
        Build build = new Build();
        build.id = BuildKey.of(event.rebuildId(), event.candidate().image()).value();
        build.rebuildId = event.rebuildId();
        build.image = event.candidate().image();
        build.event = event;
        build.buildIdentity = event.candidate().buildId();
        build.receivedAt = SharedClock.now();
        return build;
    }

    boolean complete() {
        return completedAt != null;
    }

    AttemptHistory<BuildAttempt> history() {
        return new AttemptHistory<>(attempts);
    }

    BuildAttempt open(String worker) {
        BuildAttempt attempt = new BuildAttempt();
        attempt.build = this;
        waitingFor = null;
        return history().add(attempt, worker);
    }

    Digest named() {
        return named == null ? null : new Digest(named);
    }

    void succeed(Staged where) {
        imageId = where.imageId();
        staged = where.reference();
        completedAt = SharedClock.now();
    }

    void fail(FailureReport why) {
        imageId = null;
        staged = null;
        failure = why;
        completedAt = SharedClock.now();
    }
}
