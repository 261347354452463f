package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.messaging.event.BuildId;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.stale.Fingerprint;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
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

    @Convert(converter = JsonColumn.Recipe.class)
    PlannedImage recipe;

    int attempts;

    @Column(name = "build_id")
    String buildId;

    @Convert(converter = JsonColumn.Inputs.class)
    Fingerprint fingerprint;

    @Column(name = "rendered_at")
    Instant renderedAt;

    @Column(name = "published_at")
    Instant publishedAt;

    String digest;

    @Convert(converter = JsonColumn.References.class)
    List<ImageReference> tags;

    /** Whether the rebuild changed nothing about it, so that the digest is the one from before. */
    boolean unchanged;

    @Column(name = "failed_stage")
    String failedStage;

    @Convert(converter = JsonColumn.Failure.class)
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

    /** An image that was just planned. */
    public RebuildImage(RebuildId rebuild, int position, PlannedImage recipe) {
        this.rebuildId = rebuild.value();
        this.image = recipe.image().toString();
        this.position = position;
        this.recipe = recipe;
    }

    /** The image of this rebuild. */
    public static Optional<RebuildImage> of(RebuildId rebuild, ImageKey image) {
        return findByIdOptional(new Key(rebuild.value(), image.toString()));
    }

    /** The images of this rebuild that are not rendered yet, in the plan's order. */
    static List<RebuildImage> waiting(RebuildId rebuild) {
        return list("rebuildId = ?1 and state = ?2 order by position", rebuild.value(), State.WAITING);
    }

    /** The images of this rebuild that are not published, or never will be, by it or by a later one. */
    static Set<ImageKey> unpublished(RebuildId rebuild) {
        Set<ImageKey> unpublished = getEntityManager()
                .createQuery(
                        "select i.image from RebuildImage i where i.rebuildId = ?1 and i.state <> ?2", String.class)
                .setParameter(1, rebuild.value())
                .setParameter(2, State.PUBLISHED)
                .getResultStream()
                .map(ImageKey::parse)
                .collect(Collectors.toSet());
        RebuildImage.<RebuildImage>stream(
                        "rebuildId = ?1 and state = ?2 and failedStage = 'publish'", rebuild.value(), State.FAILED)
                .filter(image -> image.failure.tellsOfSuperseding())
                .map(RebuildImage::key)
                .forEach(unpublished::remove);
        return unpublished;
    }

    /** Whether an image of this rebuild is neither published nor failed. */
    static boolean anyOpen(RebuildId rebuild) {
        return count("rebuildId = ?1 and state in ?2", rebuild.value(), List.of(State.WAITING, State.RENDERED)) > 0;
    }

    /** Which image. */
    public ImageKey key() {
        return ImageKey.parse(image);
    }

    /** Where it is. */
    public State state() {
        return state;
    }

    /** How to render it. */
    public PlannedImage recipe() {
        return recipe;
    }

    /** Whether it is open: neither published nor failed. */
    boolean open() {
        return state == State.WAITING || state == State.RENDERED;
    }

    /** Those of other rebuilds that are of the same image and on their way. */
    public static List<RebuildImage> onTheirWay(RebuildId except, ImageKey image) {
        return list("image = ?1 and state = ?2 and rebuildId <> ?3", image.toString(), State.RENDERED, except.value());
    }

    /** Its rebuild's id. */
    public RebuildId rebuildId() {
        return new RebuildId(rebuildId);
    }

    /** Whether it was published from this build after its rebuild had given it up. */
    boolean wasGivenUp(BuildId build) {
        return state == State.FAILED
                && failure.tellsOfCancelling()
                && build.value().equals(buildId);
    }

    /** Whether this is the build that it waits for. */
    boolean waitsFor(BuildId build) {
        return state == State.RENDERED && build.value().equals(buildId);
    }

    /** Counts one more try to resolve its bases. */
    public int attempted() {
        return ++attempts;
    }

    /** Its Dockerfile is on its way. */
    public void rendered(BuildId build, Fingerprint inputs, Instant now) {
        state = State.RENDERED;
        buildId = build.value();
        fingerprint = inputs;
        renderedAt = now;
    }

    /** It was published, or stayed as it was. */
    void published(Digest published, boolean asBefore, List<ImageReference> references, Instant when) {
        unchanged = asBefore;
        publishedAt = when;
        state = State.PUBLISHED;
        digest = published.value();
        tags = references;
    }

    /** It was not. */
    void failed(String stage, FailureReport why) {
        state = State.FAILED;
        failedStage = stage;
        failure = why;
    }
}
