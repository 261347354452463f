package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.logs.write.AttemptLog;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.UploadPlace;
import dev.imprimatur.publisher.approval.Decision;
import dev.imprimatur.publisher.approval.Gate;
import dev.imprimatur.publisher.block.Blocks;
import dev.imprimatur.publisher.evidence.StoredEvidence;
import dev.imprimatur.publisher.promotion.Promotion;
import dev.imprimatur.publisher.statement.Attaching;
import dev.imprimatur.publisher.tag.CandidateTags;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Publishes one image: approves it, decides what its tags are to name, promotes that by digest, and under a lock
 * attaches its evidence and sets every tag.
 */
@ApplicationScoped
class PublishSteps {
    private static final Logger LOG = Logger.getLogger(PublishSteps.class);

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    Gate gate;

    @Inject
    Blocks blocks;

    @Inject
    VerdictSteps verdicts;

    @Inject
    RollbackSteps rollbacks;

    @Inject
    Promotion promotion;

    @Inject
    RepositoryLock lock;

    @Inject
    CandidateTags wanted;

    @Inject
    Tagging tagging;

    @Inject
    TagStep tags;

    @Inject
    Attaching attaching;

    /** One attempt, up to where nothing is taken back any more. */
    Outcome publish(Publication publication, int attempt, AttemptLog log) {
        Instant start = SharedClock.now();
        Request request = publication.request();
        return switch (approve(request)) {
            case Decision.Refused refused -> Outcome.Failed.refused(refused.why());
            case Decision.Approved approved ->
                publish(permit(publication, request, approved.verdict(), attempt, log), start);
        };
    }

    private Outcome publish(ApprovedPublication approved, Instant start) {
        Target target = decide(approved);
        Manifest manifest = promote(approved, target);
        StoredEvidence evidence = steps(approved.request()).store(approved, target, manifest);
        int set;
        try (RepositoryLock.Held held = lock.hold(approved.repositories())) {
            Optional<FailureReport> refused = refusedMeanwhile(approved, target, manifest.digest());
            if (refused.isPresent()) {
                return Outcome.Failed.refused(refused.get());
            }
            RequestSteps steps = steps(approved.request());
            Candidate candidate = steps.permitted(approved.publication(), approved.verdict());
            attach(approved, target, evidence);
            set = tags.point(approved, steps, candidate, manifest, held);
            attaching.attempt(
                    approved.publication().id, approved.publication().image, approved.repositories(), manifest);
        }
        LOG.infof(
                "%s %.1f s (%s %s, build %s)",
                target.done(approved.publication().image, manifest.digest()),
                Duration.between(start, SharedClock.now()).toMillis() / 1000.0,
                approved.request().word(),
                approved.publication().rebuildId,
                approved.verdict().candidate().buildId().abbreviated());
        return new Outcome.Tagged(target.tagged(manifest.digest(), set));
    }

    /** Whether what is asked for may be published. */
    Decision approve(Request request) {
        return gate.decide(request.tested().staged().digest(), request.tested());
    }

    private ApprovedPublication permit(
            Publication publication, Request request, TestCompleted verdict, int attempt, AttemptLog log) {
        RequestSteps steps = steps(request);
        ImageReference source = steps.source(verdict);
        List<RepositoryReference> repositories = wanted.repositories(steps.permitted(publication, verdict));
        log.line("approved: %s", source);
        return new ApprovedPublication(publication, request, verdict, source, repositories, attempt, log);
    }

    private Target decide(ApprovedPublication approved) {
        return steps(approved.request()).decide(approved.publication().id, approved.verdict(), approved.source());
    }

    private Manifest promote(ApprovedPublication approved, Target target) {
        Manifest manifest = promotion.bring(target.image(), approved.repositories());
        approved.log().line("%s", target.promoted(manifest.digest(), approved.repositories()));
        return manifest;
    }

    /** Why it is not to go on under the lock, if so: waiting for the registry or the lock may have been long. */
    private Optional<FailureReport> refusedMeanwhile(ApprovedPublication approved, Target target, Digest digest) {
        return cancelled(approved.publication())
                .or(() -> blocks.refused(digest))
                .or(() -> approve(approved.request()).refusal())
                .or(() -> decidedOtherwise(approved, target));
    }

    private Optional<FailureReport> decidedOtherwise(ApprovedPublication approved, Target target) {
        return switch (target) {
            case Target.Unchanged unchanged
            when !unchanged.equals(decide(approved)) ->
                Optional.of(FailureReport.of(
                        FailureKinds.READ_BACK_DIFFERS,
                        true,
                        approved.publication().image + " was published again while it was compared"));
            default -> Optional.empty();
        };
    }

    private void attach(ApprovedPublication approved, Target target, StoredEvidence evidence) {
        steps(approved.request())
                .attach(approved, target, evidence)
                .forEach(each -> approved.log().line("attached %s (%s)", each.digest(), each.kind()));
    }

    /** The failure of a publication that was cancelled. Empty once its tags are being changed: then it finishes. */
    Optional<FailureReport> cancelled(Publication publication) {
        return cancelled
                .find(publication.rebuildId)
                .filter(why -> tagging.journal(publication.id).isEmpty());
    }

    /** What it needs beside production: that this takes blobs, and what its image comes from. */
    List<Place> needed(Publication publication) {
        Request request = publication.request();
        Place uploads = new UploadPlace(
                wanted.repositories(request.tested().candidate()).getFirst());
        return Stream.concat(steps(request).sources().stream(), Stream.of(uploads))
                .toList();
    }

    /** The repositories that it sets tags in, as a place that it may have to wait for. */
    String repositories(Publication publication) {
        return wanted.repositories(publication.request().tested().candidate()).stream()
                .map(RepositoryReference::toString)
                .collect(Collectors.joining(", ", "repository ", ""));
    }

    private RequestSteps steps(Request request) {
        return switch (request) {
            case Request.ByVerdict verdict -> verdicts;
            case Request.ByRollback rollback -> rollbacks;
        };
    }
}
