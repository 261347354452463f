package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.BuildId;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.Stage;
import dev.imprimatur.messaging.column.BuildIdColumn;
import dev.imprimatur.messaging.column.DigestColumn;
import dev.imprimatur.messaging.column.FailureColumn;
import dev.imprimatur.messaging.column.RebuildIdColumn;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.stale.Fingerprint;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** An image of a rebuild. */
@Entity
@Table(name = "rebuild_image")
@IdClass(RebuildImage.Key.class)
public class RebuildImage extends PanacheEntityBase {
    @Id
    @Column(name = "rebuild_id")
    String rebuildId;

    @Id
    String image;

    int position;

    @Enumerated(EnumType.STRING)
    State state = State.WAITING;

    /** With its context and tests, which may be large: it is read only for the one image that is rendered. */
    @Basic(fetch = FetchType.LAZY)
    @Column(updatable = false)
    @Convert(converter = Columns.Recipe.class)
    PlannedImage recipe;

    /** The images of the plan that it stands on, one a line; null if an earlier release entered it. */
    String parents;

    /** Its planned tags, one a line; null if an earlier release entered it. */
    @Column(name = "planned_tags")
    String plannedTags;

    /** How long the longest chain takes of what is built from it; null if an earlier release entered it. */
    @Column(name = "behind_seconds")
    Integer behindSeconds;

    /**
     * The newer rebuild that does this image as well, so that a build of it that has not begun is not needed; or null.
     */
    @Column(name = "superseded_by")
    @Convert(converter = RebuildIdColumn.class)
    RebuildId supersededBy;

    int attempts;

    @Column(name = "waiting_for")
    String waitingFor;

    @Column(name = "build_id")
    @Convert(converter = BuildIdColumn.class)
    BuildId buildId;

    @Convert(converter = Columns.Inputs.class)
    Fingerprint fingerprint;

    @Column(name = "rendered_at")
    Instant renderedAt;

    @Column(name = "published_at")
    Instant publishedAt;

    @Convert(converter = DigestColumn.class)
    Digest digest;

    @Convert(converter = Columns.References.class)
    List<ImageReference> tags;

    /** Whether the rebuild changed nothing about it, so that the digest is the one from before. */
    boolean unchanged;

    @Column(name = "failed_stage")
    String failedStage;

    @Convert(converter = FailureColumn.class)
    FailureReport failure;

    /** Where an image is. */
    public enum State {
        /** Its bases are not known yet. */
        WAITING,
        /** Its Dockerfile is on its way through building, testing and publishing. */
        RENDERED,
        /** It was published, or stayed as it was published before. */
        PUBLISHED,
        /** It was not. */
        FAILED
    }

    /** The primary key. */
    record Key(String rebuildId, String image) implements Serializable {}

    /** For Hibernate. */
    protected RebuildImage() {}

    /**
     * An image that was just planned.
     *
     * @param behind how long the longest chain takes of what is built from it
     */
    public RebuildImage(RebuildId rebuild, int position, PlannedImage recipe, Duration behind) {
        this.rebuildId = rebuild.value();
        this.image = recipe.image().toString();
        this.position = position;
        this.recipe = recipe;
        this.parents = lines(recipe.parents());
        this.plannedTags = lines(recipe.tags());
        this.behindSeconds = (int) Math.clamp(behind.toSeconds(), 0L, Integer.MAX_VALUE);
    }

    private static String lines(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    /** The image of this rebuild. */
    public static Optional<RebuildImage> of(RebuildId rebuild, ImageKey image) {
        return findByIdOptional(new Key(rebuild.value(), image.toString()));
    }

    /** The image of this rebuild that was rendered as this candidate. */
    static Optional<RebuildImage> built(RebuildId rebuild, Candidate candidate) {
        return of(rebuild, candidate.image())
                .filter(image -> candidate.buildId().equals(image.buildId));
    }

    /** The images of this rebuild that are not rendered yet, in the plan's order. */
    static List<RebuildImage> waiting(RebuildId rebuild) {
        return list("rebuildId = ?1 and state = ?2 order by position", rebuild.value(), State.WAITING);
    }

    /** The images that this rebuild does or has done: those of it that did not fail. */
    static Set<ImageKey> undertaken(RebuildId rebuild) {
        return getEntityManager()
                .createQuery(
                        "select i.image from RebuildImage i where i.rebuildId = ?1 and i.state <> ?2", String.class)
                .setParameter(1, rebuild.value())
                .setParameter(2, State.FAILED)
                .getResultStream()
                .map(ImageKey::parse)
                .collect(Collectors.toSet());
    }

    /** The images of this rebuild that are neither published nor failed, in the plan's order. */
    static List<RebuildImage> open(RebuildId rebuild) {
        return list(
                "rebuildId = ?1 and state in ?2 order by position",
                rebuild.value(),
                List.of(State.WAITING, State.RENDERED));
    }

    /** The rebuilds whose build of this image, which is on its way, is not needed since the newer rebuild does it. */
    public static List<RebuildId> superseded(ImageKey image, RebuildId newer) {
        return RebuildImage.<RebuildImage>stream(
                        "image = ?1 and state = RENDERED and supersededBy = ?2", image.toString(), newer)
                .map(RebuildImage::rebuildId)
                .toList();
    }

    /** Whether an image of this rebuild is neither published nor failed. */
    static boolean anyOpen(RebuildId rebuild) {
        return find("rebuildId = ?1 and state in ?2", rebuild.value(), List.of(State.WAITING, State.RENDERED))
                .page(0, 1)
                .firstResultOptional()
                .isPresent();
    }

    /** The image of the catalogue. */
    public ImageKey key() {
        return ImageKey.parse(image);
    }

    /** How many seconds the longest chain takes of what is built from it, or null if that is not known. */
    public Integer behindSeconds() {
        return behindSeconds;
    }

    /** Whether it waits, is on its way, was published or failed. */
    public State state() {
        return state;
    }

    /** How to render it. */
    public PlannedImage recipe() {
        return recipe;
    }

    /** The images that it stands on. */
    List<ImageKey> parents() {
        return parents == null
                ? recipe().parents()
                : parents.lines().map(ImageKey::parse).toList();
    }

    /** Its planned tags, pinned ones first. */
    List<Tag> plannedTags() {
        return plannedTags == null
                ? recipe().tags()
                : plannedTags.lines().map(Tag::parse).toList();
    }

    /** Its rebuild's id. */
    public RebuildId rebuildId() {
        return new RebuildId(rebuildId);
    }

    /** Whether its rebuild has given this build up, or believed that it failed. */
    boolean hasFailed(BuildId build) {
        return state == State.FAILED && build.equals(buildId);
    }

    /** Whether this is the build that it waits for. */
    boolean waitsFor(BuildId build) {
        return state == State.RENDERED && build.equals(buildId);
    }

    /** Its base did not fail: it waits for it again. */
    void waitsAgain() {
        state = State.WAITING;
        failedStage = null;
        failure = null;
    }

    /** Counts one more try to resolve its bases. */
    public int attempted() {
        return ++attempts;
    }

    /** Its Dockerfile is on its way. */
    public void rendered(BuildId build, Fingerprint inputs, Instant now) {
        state = State.RENDERED;
        buildId = build;
        fingerprint = inputs;
        renderedAt = now;
    }

    /** A newer rebuild does it too. */
    void supersededBy(RebuildId newer) {
        supersededBy = newer;
    }

    /** Marks it as published by this rebuild. */
    void published(Digest published, List<ImageReference> references, Instant when) {
        unchanged = false;
        stands(published, references, when);
    }

    /** Marks it as unchanged by this rebuild: what was published before stays. */
    void unchanged(Digest published, List<ImageReference> references, Instant when) {
        unchanged = true;
        stands(published, references, when);
    }

    private void stands(Digest published, List<ImageReference> references, Instant when) {
        publishedAt = when;
        state = State.PUBLISHED;
        failedStage = null;
        failure = null;
        digest = published;
        tags = references;
    }

    /** Marks it as not published by this rebuild, since it ended at this stage. */
    void failed(Stage stage, FailureReport why) {
        ended(stage.word(), why);
    }

    /** Marks it as not published by this rebuild, since it ended at the stage that an event calls so. */
    void ended(String stage, FailureReport why) {
        state = State.FAILED;
        failedStage = stage;
        failure = why;
    }
}
