package dev.imprimatur.publisher.publication;

import dev.imprimatur.logs.write.AttemptLog;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.RegistryPlace;
import dev.imprimatur.places.UploadPlace;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.approval.Gate;
import dev.imprimatur.publisher.block.Blocks;
import dev.imprimatur.publisher.evidence.Artifact;
import dev.imprimatur.publisher.evidence.Evidence;
import dev.imprimatur.publisher.promotion.Promotion;
import dev.imprimatur.publisher.revision.Revisions;
import dev.imprimatur.publisher.standing.StandingImages;
import dev.imprimatur.publisher.statement.Attaching;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRestore;
import dev.imprimatur.publisher.tag.TagWriter;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The way of one image: through the gate, into production by digest, then every tag. */
@ApplicationScoped
class Passage {
    private static final Logger LOG = Logger.getLogger(Passage.class);

    @Inject
    PublisherConfig config;

    @Inject
    PublicationLedger ledger;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    Gate gate;

    @Inject
    Blocks blocks;

    @Inject
    Revisions revisions;

    @Inject
    StandingImages standing;

    @Inject
    Promotion promotion;

    @Inject
    Evidence evidence;

    @Inject
    RepositoryLock lock;

    @Inject
    Tagging tagging;

    @Inject
    TagWriter tags;

    @Inject
    TagRestore restore;

    @Inject
    Attaching attaching;

    /** The reason that a cancelled publication gets; empty too if its tags are being changed: it finishes then. */
    Optional<FailureReport> cancelled(Publication publication) {
        return cancelled
                .find(new RebuildId(publication.rebuildId))
                .filter(why -> tagging.journal(publication.id).isEmpty());
    }

    /** What it needs beside production: that this takes blobs, and staging, but for a rollback, whose image lies there. */
    List<Place> needed(Publication publication) {
        Place uploads =
                new UploadPlace(repositories(publication.tested().candidate()).getFirst());
        return publication.isRollback() ? List.of(uploads) : List.of(new RegistryPlace(config.staging()), uploads);
    }

    /**
     * Up to where nothing is taken back any more.
     *
     * @return what ends the log
     */
    String publish(Publication publication, int attempt, AttemptLog log) {
        Instant start = Instant.now();
        TestCompleted tested = approved(publication);
        ImageReference approved = source(publication, tested);
        List<RepositoryReference> repositories = repositories(permitted(publication, tested));
        log.line("approved: %s", approved);
        Course course = course(publication, tested, approved);
        Manifest manifest = promotion.bring(course.image(), repositories);
        log.line(
                course.stays() ? "nothing is changed: %s stays in %s" : "promoted %s to %s",
                manifest.digest(),
                repositories);
        int tags;
        try (RepositoryLock.Held held = lock.hold(repositories)) {
            cancelled(publication).ifPresent(why -> {
                throw PublishException.refused(why.kind(), why.message());
            });
            blocks.check(manifest.digest());
            // Waiting for the registry or the lock may have been long.
            approved(publication);
            if (course.stays() && !course.equals(course(publication, tested, approved))) {
                throw PublishException.forNow(
                        "read-back-differs", publication.image + " was published again while it was compared");
            }
            attach(publication, tested, approved, course, manifest, repositories)
                    .forEach(each -> log.line("attached %s (%s)", each.digest(), each.kind()));
            tags = point(publication, tested, attempt, manifest, held, log);
            attaching.attempt(publication.id, repositories, manifest);
        }
        LOG.infof(
                course.stays()
                        ? "%s is unchanged and stays %s: %.1f s (%s %s, build %s)"
                        : "published %s as %s in %.1f s (%s %s, build %s)",
                publication.image,
                manifest.digest(),
                Duration.between(start, Instant.now()).toMillis() / 1000.0,
                publication.isRollback() ? "rollback" : "rebuild",
                publication.rebuildId,
                tested.candidate().buildId().abbreviated());
        return "<== %s %s with %d tags, each read back"
                .formatted(course.stays() ? "kept" : "published", manifest.digest(), tags);
    }

    private Course course(Publication publication, TestCompleted tested, ImageReference approved) {
        return Course.of(
                approved, publication.isRollback() ? Optional.empty() : standing.inStead(publication.id, tested));
    }

    /** What stays has its evidence, but for what the catalogue says of it by now; a rollback's image has all of it. */
    private List<Artifact> attach(
            Publication publication,
            TestCompleted tested,
            ImageReference approved,
            Course course,
            Manifest manifest,
            List<RepositoryReference> repositories) {
        if (!course.stays()) {
            RepositoryReference staged = publication.isRollback() ? null : RepositoryReference.of(approved);
            return evidence.attach(tested, manifest, staged, repositories);
        }
        if (!revisions.saysOtherwise(tested.candidate(), manifest.digest())) {
            return List.of();
        }
        List<Artifact> restated = evidence.restate(tested, manifest, RepositoryReference.of(approved), repositories);
        if (!restated.isEmpty()) {
            revisions.restated(tested.candidate(), manifest.digest());
        }
        return restated;
    }

    private int point(
            Publication publication,
            TestCompleted tested,
            int attempt,
            Manifest manifest,
            RepositoryLock.Held held,
            AttemptLog log) {
        Plan plan = plan(publication, permitted(publication, tested), manifest);
        List<TagChange> changes = plan.changes();
        held.check();
        try {
            // Where none had to be set, each has just been read under this lock.
            if (tags.apply(changes, plan.now(), manifest)) {
                tags.verify(changes);
            }
        } catch (RuntimeException e) {
            throw held.orLost(e);
        }
        changes.forEach(change -> log.line(
                "tag %s: %s",
                change.reference(), change.from() == null ? "new" : change.moves() ? "was " + change.from() : "stays"));
        ledger.tagged(publication, attempt, changes, held);
        return changes.size();
    }

    /** Why it may not be published, if that is so. */
    Optional<FailureReport> refused(Publication publication) {
        try {
            approved(publication);
            return Optional.empty();
        } catch (PublishException e) {
            return Optional.of(e.report());
        }
    }

    private TestCompleted approved(Publication publication) {
        TestCompleted kept = publication.tested();
        blocks.check(kept.staged().digest());
        return gate.approved(kept);
    }

    /** What a rollback goes back to lies in production. */
    private ImageReference source(Publication publication, TestCompleted tested) {
        return publication.isRollback()
                ? RepositoryReference.of(tagging.references(tested.candidate()).getFirst())
                        .at(tested.staged().digest())
                : gate.inStaging(tested.staged());
    }

    private Candidate permitted(Publication publication, TestCompleted tested) {
        if (publication.isRollback()) {
            Candidate back = tagging.back(tested.candidate());
            tagging.checkOrder(back, publication.order());
            return back;
        }
        Candidate keeping = tagging.keeping(tested.candidate());
        tagging.check(keeping, publication.order());
        return keeping;
    }

    /** What is to be changed, and what the tags name now. */
    private record Plan(List<TagChange> changes, Map<ImageReference, Descriptor> now) {}

    /**
     * The plan of this attempt. What an earlier one was about to change and this one is not, since another image has taken
     * it meanwhile, is given back.
     */
    private Plan plan(Publication publication, Candidate candidate, Manifest manifest) {
        List<ImageReference> pinned = candidate.pinned().stream()
                .map(tag -> tag.in(config.production()))
                .toList();
        int revision = revisions.reserve(
                publication.tested(),
                manifest.digest(),
                revisions.none(candidate.image()) ? tags.highestRevision(pinned) : 0);
        List<ImageReference> wanted = tagging.references(candidate);
        restore.restore(tagging.journal(publication.id).stream()
                .filter(change -> !wanted.contains(tags.inProduction(change)))
                .toList());
        Map<ImageReference, Descriptor> now = tags.read(tagging.references(candidate, revision));
        if (tagging.isTaken(candidate, revision, now, manifest.digest())) {
            revision = revisions.renumber(candidate.image(), manifest.digest(), tags.highestRevision(pinned));
            now = tags.read(tagging.references(candidate, revision));
        }
        if (!publication.isRollback()) {
            tagging.checkUnknown(candidate, publication.order(), now);
        }
        return new Plan(tagging.plan(publication.id, now, candidate, revision, manifest.digest()), now);
    }

    private List<RepositoryReference> repositories(Candidate candidate) {
        return tagging.references(candidate).stream()
                .map(RepositoryReference::of)
                .distinct()
                .toList();
    }
}
