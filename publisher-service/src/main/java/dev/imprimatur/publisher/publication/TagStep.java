package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.logs.write.AttemptLog;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.revision.Revisions;
import dev.imprimatur.publisher.tag.CandidateTags;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRestore;
import dev.imprimatur.publisher.tag.TagWriter;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;

/**
 * Sets every tag of a publication under the lock of its repositories: planned in the journal, set, read back, noted.
 */
@ApplicationScoped
class TagStep {
    @Inject
    PublisherConfig config;

    @Inject
    CandidateTags wanted;

    @Inject
    Tagging tagging;

    @Inject
    Revisions revisions;

    @Inject
    TagWriter tags;

    @Inject
    TagRestore restore;

    @Inject
    PublicationLedger ledger;

    /** Points every tag to this manifest, after checking once more that it may, and returns how many. */
    int point(
            ApprovedPublication approved,
            RequestSteps steps,
            Candidate candidate,
            Manifest manifest,
            RepositoryLock.Held held) {
        Publication publication = approved.publication();
        Plan plan = plan(approved, steps, candidate, manifest.digest(), held);
        try {
            // Where none had to be set, each has just been read under this lock.
            if (tags.apply(plan.changes(), plan.now(), manifest)) {
                tags.verify(plan.changes());
            }
        } catch (RuntimeException e) {
            throw held.orLost(e);
        }
        plan.changes().forEach(change -> log(change, approved.log()));
        ledger.tagged(publication, approved.attempt(), plan.changes(), held);
        return plan.changes().size();
    }

    private static void log(TagChange change, AttemptLog log) {
        log.line(
                "tag %s: %s",
                change.reference(), change.from() == null ? "new" : change.moves() ? "was " + change.from() : "stays");
    }

    /** What is to be changed, and what the tags name now. */
    private record Plan(List<TagChange> changes, Map<ImageReference, Descriptor> now) {}

    /** The plan of this attempt, which takes the place of an earlier one's. */
    private Plan plan(
            ApprovedPublication approved,
            RequestSteps steps,
            Candidate candidate,
            Digest digest,
            RepositoryLock.Held held) {
        Publication publication = approved.publication();
        int revision = revisions.reserve(
                approved.request().tested(),
                digest,
                revisions.none(candidate.image()) ? highestRevision(candidate) : 0);
        held.check();
        giveBack(publication, candidate);
        Map<ImageReference, Descriptor> now = tags.read(wanted.references(candidate, revision));
        if (tagging.isTaken(candidate, revision, now, digest)) {
            revision = revisions.renumber(candidate.image(), digest, highestRevision(candidate));
            now = tags.read(wanted.references(candidate, revision));
        }
        Candidate taking = steps.taking(publication, candidate, now);
        int number = revision;
        Map<ImageReference, Descriptor> found = now;
        List<TagChange> changes = ledger.planned(
                publication,
                approved.attempt(),
                held,
                () -> tagging.plan(publication.id, found, taking, number, digest));
        return new Plan(changes, found);
    }

    private int highestRevision(Candidate candidate) {
        return tags.highestRevision(candidate.pinned().stream()
                .map(tag -> tag.in(config.production()))
                .toList());
    }

    /** Restores tags that only an earlier attempt was about to change: another image has taken them meanwhile. */
    private void giveBack(Publication publication, Candidate candidate) {
        List<ImageReference> references = wanted.references(candidate);
        restore.restore(tagging.journal(publication.id).stream()
                .filter(change -> !references.contains(tags.inProduction(change)))
                .toList());
    }
}
