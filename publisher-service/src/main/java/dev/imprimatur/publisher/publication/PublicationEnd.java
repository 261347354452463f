package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageChange;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.logs.write.AttemptLog;
import dev.imprimatur.messaging.UntilStored;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.approval.Gate;
import dev.imprimatur.publisher.change.ImageChanges;
import dev.imprimatur.publisher.mirror.Mirrors;
import dev.imprimatur.publisher.standing.StandingImages;
import dev.imprimatur.publisher.statement.Attaching;
import dev.imprimatur.publisher.statement.TagStatements;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRestore;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** How a publication ends: announced, once mirrors have had their turn, or given up, once its tags are given back. */
@ApplicationScoped
class PublicationEnd {
    private static final Logger LOG = Logger.getLogger(PublicationEnd.class);

    @Inject
    PublisherConfig config;

    @Inject
    PublicationLedger ledger;

    @Inject
    Gate gate;

    @Inject
    StandingImages standing;

    @Inject
    Tagging tagging;

    @Inject
    TagRestore restore;

    @Inject
    Attaching attaching;

    @Inject
    Mirrors mirrors;

    @Inject
    ImageChanges imageChanges;

    @Inject
    TagStatements statements;

    /** Attaches what was signed of the tags, and gives the mirrors their turn, before the tags are announced. */
    void complete(Publication publication, AttemptLog log) {
        attaching.complete(publication.id);
        mirrors.bring(publication.id).forEach(copy -> {
            FailureReport lacking = mirrors.failure(copy);
            log.line("mirror %s: %s", copy.registry, lacking == null ? "has it" : lacking.message());
        });
    }

    /**
     * Announces tags that were set before a crash. What a publisher signed when it set them is announced, even if it
     * may not be published any more; what only the database says has to pass the gate again.
     */
    Next announce(Publication publication) {
        Digest named = tagging.journal(publication.id).stream()
                .findFirst()
                .map(TagChange::to)
                .orElseGet(() -> publication.digest);
        Optional<FailureReport> refused =
                statements.isOwn(publication.id, publication.rebuildId, publication.image, named)
                        ? Optional.empty()
                        : refusal(publication.request().tested(), named);
        if (refused.isPresent()) {
            return fail(publication, refused.get());
        }
        attaching.complete(publication.id);
        mirrors.bring(publication.id);
        return announced(publication);
    }

    /**
     * Why the digest that the tags name may not be published, if so: the one that was tested, or the one that was
     * published before.
     */
    private Optional<FailureReport> refusal(TestCompleted tested, Digest named) {
        if (named.equals(tested.staged().digest())) {
            return gate.decide(named, tested).refusal();
        }
        try {
            standing.check(tested.candidate().image(), named);
            return Optional.empty();
        } catch (PublishException e) {
            return Optional.of(e.report());
        }
    }

    /** Announces what was tagged. */
    Next announced(Publication publication) {
        ledger.published(publication, change(publication));
        return Next.done();
    }

    /** What the tags changed; nothing if what was published before stays. */
    private ImageChange change(Publication publication) {
        Request request = publication.request();
        List<TagChange> changes = tagging.journal(publication.id);
        TagChange first = changes.getFirst();
        if (!first.to().equals(request.tested().staged().digest())) {
            return null;
        }
        return imageChanges.of(
                request.tested(),
                changes,
                new RepositoryReference(config.production(), first.reference().repository()),
                request.causes());
    }

    /** Ends it once every tag that was moved is given back. */
    Next giveUp(Publication publication, FailureReport failure) {
        if (tagging.journal(publication.id).isEmpty()) {
            return fail(publication, failure);
        }
        UntilStored.store(() -> ledger.restoring(publication, failure));
        return Next.again(Duration.ZERO);
    }

    /**
     * Moves tags back to what the row of each says, which a later publication may have written. Tried without bound:
     * half a set of tags is worse than a late answer. The work queue logs a failure and tries again.
     */
    Next restore(Publication publication) {
        List<ImageReference> left = restore.underLock(tagging.journal(publication.id));
        FailureReport why = publication.failure;
        String message = why.message()
                + (left.isEmpty() ? "; every tag is where it was" : "; tags that stay until the next rebuild: " + left);
        return fail(publication, FailureReport.of(why.kind(), why.retryable(), message));
    }

    /**
     * Notes and announces that nothing is published; looks again if another publisher has brought it further meanwhile.
     */
    Next fail(Publication publication, FailureReport failure) {
        if (!UntilStored.stored(() -> ledger.failed(publication, failure))) {
            return Next.again(Duration.ZERO);
        }
        LOG.logf(
                failure.wasSuperseded() || failure.wasCancelled() ? Logger.Level.INFO : Logger.Level.ERROR,
                "did not publish %s (%s, rebuild %s): %s",
                publication.image,
                failure.kind(),
                publication.rebuildId,
                failure.message());
        return Next.done();
    }
}
