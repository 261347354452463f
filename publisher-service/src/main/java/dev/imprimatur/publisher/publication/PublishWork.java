package dev.imprimatur.publisher.publication;

import dev.imprimatur.logs.secret.SecretFiles;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.logs.write.AttemptLog;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.Cause;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.ImageChange;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.publisher.Failures;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.approval.Gate;
import dev.imprimatur.publisher.block.Blocks;
import dev.imprimatur.publisher.change.ImageChanges;
import dev.imprimatur.publisher.evidence.Evidence;
import dev.imprimatur.publisher.mirror.Mirrors;
import dev.imprimatur.publisher.promotion.Promotion;
import dev.imprimatur.publisher.revision.Revisions;
import dev.imprimatur.publisher.standing.StandingImages;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagWriter;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Publishes one image: through the gate, into production by digest, then every tag. Any step may be the last one before
 * a crash; whoever takes over begins again and ends the same.
 */
@ApplicationScoped
public class PublishWork implements Work {
    private static final Logger LOG = Logger.getLogger(PublishWork.class);

    @Inject
    PublisherConfig config;

    @Inject
    PublicationLedger ledger;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    LogStore logs;

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
    ImageChanges imageChanges;

    @Inject
    Evidence evidence;

    @Inject
    RepositoryLock lock;

    @Inject
    Tagging tagging;

    @Inject
    TagWriter tags;

    @Inject
    Mirrors mirrors;

    @Override
    public String name() {
        return "publish";
    }

    @Override
    public Next run(String id) {
        Optional<Publication> publication = ledger.unfinished(id);
        if (publication.isEmpty()) {
            return Next.done();
        }
        return switch (publication.get().state) {
            case RESTORING -> restore(publication.get());
            case TAGGED -> tell(publication.get());
            default -> attempt(publication.get());
        };
    }

    private Next attempt(Publication publication) {
        Optional<FailureReport> cancel = cancelled(publication);
        if (cancel.isPresent()) {
            return fail(publication, cancel.get());
        }
        PublicationLedger.Begun begun = ledger.beginAttempt(publication);
        try (AttemptLog log =
                new AttemptLog(logs, begun.log(), SecretFiles.secrets(Stream.of(SecretFiles.dockerConfiguration())))) {
            log.line("==> attempt %d", begun.number());
            return attempt(publication, begun.number(), log);
        }
    }

    private Next attempt(Publication publication, int number, AttemptLog log) {
        if (number > config.attempts()) {
            FailureReport failure = FailureReport.of(
                    "interrupted",
                    true,
                    "the publisher ended in the middle of its last attempts; see its log, then rebuild "
                            + publication.image);
            ledger.endAttempt(publication.id, number, failure);
            log.line("<== %s", failure.message());
            log.end();
            return giveUp(publication, failure);
        }
        String end;
        try {
            end = publish(publication, number, log);
        } catch (RuntimeException e) {
            FailureReport failure = Failures.report(e);
            log.line("<== %s", failure.message());
            log.end();
            ledger.endAttempt(publication.id, number, failure);
            if (Failures.isTriedAgain(failure, number, config)) {
                Duration pause = Failures.pause(e, number, config);
                LOG.warnf(
                        "%s not published at attempt %d, again in %.1f s: %s",
                        publication.image, number, pause.toMillis() / 1000.0, failure.message());
                return Next.again(pause);
            }
            return giveUp(publication, failure);
        }
        mirrors.bring(publication.id).forEach(copy -> {
            FailureReport lacking = mirrors.failure(copy);
            log.line("mirror %s: %s", copy.registry, lacking == null ? "has it" : lacking.message());
        });
        log.line("%s", end);
        log.end();
        ledger.published(publication, change(publication));
        return Next.done();
    }

    /** After a crash between the tags and the news of them. */
    private Next tell(Publication publication) {
        mirrors.bring(publication.id);
        ledger.published(publication, change(publication));
        return Next.done();
    }

    /** What a cancelled publication is told; empty too if its tags are being changed: it finishes then. */
    private Optional<FailureReport> cancelled(Publication publication) {
        return cancelled
                .find(new RebuildId(publication.rebuildId))
                .filter(why -> tagging.journal(publication.id).isEmpty());
    }

    /** Up to where nothing is taken back any more; gives what ends the log. */
    private String publish(Publication publication, int attempt, AttemptLog log) {
        Instant start = Instant.now();
        TestCompleted tested = publication.tested();
        ImageReference image = source(publication, tested);
        List<RepositoryReference> repositories = repositories(permitted(publication, tested));
        log.line("approved: %s", image);

        Optional<ImageReference> stays = stays(publication, tested);
        Manifest manifest = promotion.bring(stays.orElse(image), repositories);
        log.line(
                stays.isPresent() ? "nothing is changed: %s stays in %s" : "promoted %s to %s",
                manifest.digest(),
                repositories);

        String end;
        try (RepositoryLock.Held held = lock.hold(repositories)) {
            cancelled(publication).ifPresent(why -> {
                throw PublishException.refused(why.kind(), why.message());
            });
            blocks.check(manifest.digest());
            if (stays.isEmpty()) {
                // A rollback's image has the rest of its evidence since it was first published.
                RepositoryReference staged = publication.isRollback() ? null : RepositoryReference.of(image);
                evidence.attach(tested, manifest, staged, repositories)
                        .forEach(each -> log.line("attached %s (%s)", each.digest(), each.predicateType()));
            } else if (!stays.equals(stays(publication, tested))) {
                throw PublishException.forNow(
                        "read-back-differs", publication.image + " was published anew while it was compared");
            }
            List<TagChange> changes = journal(publication, permitted(publication, tested), manifest);
            tags.apply(changes, manifest);
            tags.verify(changes);
            changes.forEach(change -> log.line(
                    "tag %s: %s",
                    change.reference(),
                    change.from() == null ? "new" : change.moves() ? "was " + change.from() : "stays"));
            end = String.format(
                    "<== %s %s with %d tags, each read back",
                    stays.isPresent() ? "kept" : "published", manifest.digest(), changes.size());
            ledger.tagged(publication, attempt, changes);
        }
        LOG.infof(
                stays.isPresent()
                        ? "%s is unchanged and stays %s: %.1f s (%s %s, build %s)"
                        : "published %s as %s in %.1f s (%s %s, build %s)",
                publication.image,
                manifest.digest(),
                Duration.between(start, Instant.now()).toMillis() / 1000.0,
                publication.isRollback() ? "rollback" : "rebuild",
                publication.rebuildId,
                tested.candidate().buildId().abbreviated());
        return end;
    }

    /** What the tags changed; nothing if what was published before stays. */
    private ImageChange change(Publication publication) {
        TestCompleted tested = publication.tested();
        if (stays(publication, tested).isPresent()) {
            return null;
        }
        List<TagChange> changes = tagging.journal(publication.id);
        List<Cause> reasons = publication.isRollback()
                ? List.of(new Cause("rolled-back", null))
                : tested.candidate().causes();
        return imageChanges.of(
                tested,
                changes,
                new RepositoryReference(
                        config.production(), changes.getFirst().reference().repository()),
                reasons);
    }

    /** What is published now, if this changes nothing. */
    private Optional<ImageReference> stays(Publication publication, TestCompleted tested) {
        return publication.isRollback() ? Optional.empty() : standing.inStead(publication.id, tested);
    }

    /** What a rollback goes back to has passed the gate before, and lies in production. */
    private ImageReference source(Publication publication, TestCompleted tested) {
        blocks.check(tested.staged().digest());
        return publication.isRollback()
                ? RepositoryReference.of(tagging.references(tested.candidate()).getFirst())
                        .at(tested.staged().digest())
                : gate.approved(tested.candidate(), tested.staged());
    }

    private Candidate permitted(Publication publication, TestCompleted tested) {
        if (publication.isRollback()) {
            return tagging.back(tested.candidate());
        }
        tagging.check(tested.candidate(), publication.sequence);
        return tested.candidate();
    }

    /** The plan of the first attempt that got this far, since it knows what the tags were before. */
    private List<TagChange> journal(Publication publication, Candidate candidate, Manifest manifest) {
        List<ImageReference> pinned = candidate.pinned().stream()
                .map(tag -> tag.in(config.production()))
                .toList();
        int revision = revisions.reserve(
                publication.tested(),
                manifest.digest(),
                revisions.none(candidate.image()) ? tags.highestRevision(pinned) : 0);
        List<TagChange> former = tagging.journal(publication.id);
        if (!former.isEmpty()) {
            return former;
        }
        Map<ImageReference, Descriptor> now = tags.read(tagging.references(candidate, revision));
        if (tagging.isTaken(candidate, revision, now, manifest.digest())) {
            revision = revisions.renumber(candidate.image(), manifest.digest(), tags.highestRevision(pinned));
            now = tags.read(tagging.references(candidate, revision));
        }
        if (!publication.isRollback()) {
            tagging.checkUnknown(candidate, publication.sequence, now);
        }
        return tagging.plan(publication.id, now, candidate, revision, manifest.digest());
    }

    private Next giveUp(Publication publication, FailureReport failure) {
        if (tagging.journal(publication.id).isEmpty()) {
            return fail(publication, failure);
        }
        ledger.restoring(publication, failure);
        return Next.again(Duration.ZERO);
    }

    /**
     * Moves back what was moved. Tried without bound: half a set of tags is worse than a late answer. A failure here is
     * the work queue's to log and to try again.
     */
    private Next restore(Publication publication) {
        List<TagChange> changes = tagging.journal(publication.id);
        List<ImageReference> left;
        try (RepositoryLock.Held held = lock.hold(
                repositoriesOf(changes.stream().map(TagChange::reference).toList()))) {
            left = tags.restore(changes);
        }
        FailureReport why = publication.failure();
        String message = why.message()
                + (left.isEmpty()
                        ? "; every tag is where it was"
                        : "; new tags that stay until the next rebuild: " + left);
        return fail(publication, FailureReport.of(why.kind(), why.retryable(), message));
    }

    private Next fail(Publication publication, FailureReport failure) {
        ledger.failed(publication, failure);
        LOG.errorf(
                "did not publish %s (%s, rebuild %s): %s",
                publication.image, failure.kind(), publication.rebuildId, failure.message());
        return Next.done();
    }

    private List<RepositoryReference> repositories(Candidate candidate) {
        return repositoriesOf(tagging.references(candidate));
    }

    private static List<RepositoryReference> repositoriesOf(List<ImageReference> tags) {
        return tags.stream().map(RepositoryReference::of).distinct().toList();
    }
}
