package dev.imprimatur.console.run;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.LogReference;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.Stage;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.column.FailureColumn;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One image's way through one rebuild. Its events come from topics of their own and so in any order: the stage only
 * moves forward, each event fills in what it alone knows, and what the end of the rebuild says of the image counts only
 * where the image's own event has not been seen yet.
 */
@Entity
@Table(name = "image_run")
public class ImageRun extends PanacheEntityBase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @Column(name = "rebuild_id")
    public String rebuildId;

    public String image;
    public String family;
    public String version;
    public String variant;

    @Enumerated(EnumType.STRING)
    public RunState stage;

    @Column(name = "failed_stage")
    public String failedStage;

    @Convert(converter = FailureColumn.class)
    public FailureReport failure;

    public String reason;

    @Column(name = "planned_tags", columnDefinition = "text[]")
    public String[] plannedTags;

    /** The digests of the images that it was built from; null where that was not noted. */
    @Column(columnDefinition = "text[]")
    public String[] bases;

    @Column(name = "image_id")
    public String imageId;

    public String staged;
    public String digest;

    @Enumerated(EnumType.STRING)
    public Verdict verdict;

    @Column(columnDefinition = "text[]")
    public String[] tags;

    /** When those tags were set; null of earlier releases, and where only the end of the rebuild names them. */
    @Column(name = "tags_at")
    public Instant tagsAt;

    @Column(name = "build_attempts")
    public Integer buildAttempts;

    @Column(name = "test_attempts")
    public Integer testAttempts;

    @Column(name = "build_log")
    public String buildLog;

    @Column(name = "test_log")
    public String testLog;

    @Column(name = "publish_log")
    public String publishLog;

    @Column(name = "rendered_at")
    public Instant renderedAt;

    @Column(name = "built_at")
    public Instant builtAt;

    @Column(name = "tested_at")
    public Instant testedAt;

    @Column(name = "published_at")
    public Instant publishedAt;

    /** The digest that was published before and stays, since the rebuild changed nothing; else null. */
    public String stays;

    /** When a rollback went back to it, or a later rebuild that changed nothing gave it other tags; or null. */
    @Column(name = "restored_at")
    public Instant restoredAt;

    @Column(name = "failed_at")
    public Instant failedAt;

    /** Which revision of the image it published, or null if no event said so. */
    public Integer revision;

    /** Until when its line is supported, or null if that is not known. */
    @Column(name = "end_of_life")
    public LocalDate endOfLife;

    /** Its Dockerfile was rendered. */
    public void rendered(RenderCompleted event) {
        planned(event.candidate());
        renderedAt = event.occurredAt();
    }

    /** It was built, or could not be. */
    public void built(BuildCompleted event) {
        planned(event.candidate());
        builtAt = event.occurredAt();
        buildAttempts = event.attempts().size();
        buildLog = id(event.log());
        if (event.succeeded()) {
            imageId = event.imageId().value();
            staged(event.staged());
            reach(RunState.BUILT);
        } else {
            fail(Stage.BUILD.word(), event.failure(), event.occurredAt());
        }
    }

    /** It was tested. */
    public void tested(TestCompleted event) {
        planned(event.candidate());
        testedAt = event.occurredAt();
        testAttempts = event.attempts().size();
        testLog = id(event.log());
        verdict = event.verdict();
        staged(event.staged());
        switch (event.verdict()) {
            case APPROVED -> reach(RunState.TESTED);
            case REJECTED -> fail(Stage.TEST.word(), event.failure(), event.occurredAt());
        }
    }

    private void staged(ImageReference made) {
        staged = made.toString();
        boolean counts = stage == RunState.PUBLISHED && stays != null;
        digest = counts ? stays : made.digest().value();
    }

    /** It was published, or refused, or a rollback went back to it. */
    public void published(PublishCompleted event) {
        if (event.rollback() != null) {
            restored(event);
            return;
        }
        planned(event.candidate());
        publishLog = id(event.log());
        if (!event.succeeded()) {
            digest = event.digest().value();
            fail(Stage.PUBLISH.word(), event.failure(), event.occurredAt());
        } else if (event.changedNothing()) {
            stays(event);
        } else {
            digest = event.digest().value();
            revision = event.revision();
            tagged(references(event), event.occurredAt());
            publishedAt = event.occurredAt();
            reach(RunState.PUBLISHED);
        }
    }

    /**
     * The run that made the digest keeps it, with the tags that it has now. While that run is not known, this one
     * counts as the one that published it.
     */
    private void stays(PublishCompleted event) {
        Optional<ImageRun> former = ImageRuns.former(this, event.digest());
        unchanged(event.digest(), references(event), event.occurredAt());
        if (former.isEmpty()) {
            digest = stays;
            revision = event.revision();
            stage = stage == RunState.FAILED ? stage : RunState.PUBLISHED;
            return;
        }
        digest = staged == null ? null : ImageReference.parse(staged).digest().value();
        revision = null;
        restoredAt = null;
        former.get().keeps(event);
    }

    private void unchanged(Digest current, String[] references, Instant when) {
        stays = current.value();
        tags = references;
        tagsAt = when;
        publishedAt = when;
        reach(RunState.UNCHANGED);
    }

    /** A later rebuild changed nothing about it; it may have given it other tags. */
    private void keeps(PublishCompleted event) {
        if (publishedAt != null && event.occurredAt().isBefore(publishedAt)) {
            return;
        }
        tagged(references(event), event.occurredAt());
        if (event.tags().stream().anyMatch(tag -> !event.digest().equals(tag.previous()))) {
            restoredAt = later(restoredAt, event.occurredAt());
        }
    }

    private void restored(PublishCompleted event) {
        revision = event.revision() == null ? revision : event.revision();
        digest = event.digest().value();
        tagged(references(event), event.occurredAt());
        restoredAt = later(restoredAt, event.occurredAt());
        reach(RunState.PUBLISHED);
    }

    /** Its tags are those that were set last, whatever comes last. */
    private void tagged(String[] references, Instant when) {
        Instant last = later(tagsAt, restoredAt);
        if (last == null || !when.isBefore(last)) {
            tags = references;
            tagsAt = when;
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }

    private static String[] references(PublishCompleted event) {
        return references(event.tags().stream().map(PublishedTag::reference).toList());
    }

    private static String[] references(List<ImageReference> references) {
        return references.stream().map(ImageReference::toString).toArray(String[]::new);
    }

    /** The end of the rebuild says that it was published. */
    public void completed(RebuildCompleted.Published published, Instant endedAt) {
        if (publishedAt == null) {
            digest = published.digest().value();
            tags = later(tagsAt, restoredAt) == null ? references(published.tags()) : tags;
            publishedAt = endedAt;
        }
        reach(RunState.PUBLISHED);
    }

    /** The end of the rebuild says that it changed nothing about it. */
    public void stayed(RebuildCompleted.Published kept, Instant endedAt) {
        if (publishedAt == null) {
            unchanged(kept.digest(), references(kept.tags()), endedAt);
            tagsAt = null;
        }
    }

    /** The end of the rebuild says that it was not published. */
    public void completed(RebuildCompleted.Failed failed, Instant endedAt) {
        if (failure == null) {
            fail(failed.stage(), failed.failure(), endedAt);
        }
    }

    /** Whether it failed at this stage. */
    public boolean failedIn(Stage where) {
        return where.word().equals(failedStage);
    }

    private void planned(Candidate candidate) {
        reason = candidate.reason();
        endOfLife = candidate.endOfLife() == null ? endOfLife : candidate.endOfLife();
        bases = candidate.bases().stream()
                .map(ImageReference::digest)
                .filter(Objects::nonNull)
                .map(Digest::value)
                .toArray(String[]::new);
        plannedTags = candidate.tags().stream().map(Tag::toString).toArray(String[]::new);
    }

    private void fail(String where, FailureReport why, Instant when) {
        failedStage = where;
        failure = why;
        failedAt = when;
        reach(why.wasCancelled() ? RunState.CANCELLED : why.wasSuperseded() ? RunState.SUPERSEDED : RunState.FAILED);
    }

    private void reach(RunState reached) {
        stage = reached.compareTo(stage) > 0 ? reached : stage;
    }

    private static String id(LogReference log) {
        return log == null ? null : log.id();
    }
}
