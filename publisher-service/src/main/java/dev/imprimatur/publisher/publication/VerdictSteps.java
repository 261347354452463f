package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.RegistryPlace;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.approval.Gate;
import dev.imprimatur.publisher.evidence.Artifact;
import dev.imprimatur.publisher.evidence.Evidence;
import dev.imprimatur.publisher.evidence.StoredEvidence;
import dev.imprimatur.publisher.revision.Revisions;
import dev.imprimatur.publisher.standing.StandingImages;
import dev.imprimatur.publisher.tag.CandidateTags;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;

/** The steps of what a verdict asks for: its image comes from staging, unless one that is the same is published. */
@ApplicationScoped
class VerdictSteps implements RequestSteps {
    @Inject
    PublisherConfig config;

    @Inject
    Gate gate;

    @Inject
    CandidateTags wanted;

    @Inject
    Tagging tagging;

    @Inject
    StandingImages standing;

    @Inject
    Evidence evidence;

    @Inject
    Revisions revisions;

    @Override
    public List<Place> sources() {
        return List.of(new RegistryPlace(config.staging()));
    }

    @Override
    public ImageReference source(TestCompleted verdict) {
        return gate.inStaging(verdict.staged());
    }

    @Override
    public Candidate permitted(Publication publication, TestCompleted verdict) {
        Candidate keeping = wanted.keeping(verdict.candidate());
        tagging.check(keeping, publication.order());
        return keeping;
    }

    @Override
    public Target decide(String publicationId, TestCompleted verdict, ImageReference source) {
        return standing.retained(publicationId, verdict)
                .<Target>map(Target.Unchanged::new)
                .orElseGet(() -> new Target.Approved(source));
    }

    /** What stays has its evidence, but for what the catalogue says of it by now. */
    @Override
    public StoredEvidence store(ApprovedPublication approved, Target target, Manifest manifest) {
        RepositoryReference staged = RepositoryReference.of(approved.source());
        return switch (target) {
            case Target.Approved published ->
                evidence.store(approved.verdict(), manifest, staged, approved.repositories());
            case Target.Unchanged unchanged -> restate(approved, manifest, staged);
        };
    }

    private StoredEvidence restate(ApprovedPublication approved, Manifest manifest, RepositoryReference staged) {
        return revisions.saysOtherwise(approved.verdict().candidate(), manifest.digest())
                ? evidence.restate(approved.verdict(), manifest, staged, approved.repositories())
                : StoredEvidence.none(manifest);
    }

    @Override
    public List<Artifact> attach(ApprovedPublication approved, Target target, StoredEvidence stored) {
        return switch (target) {
            case Target.Approved published -> evidence.attach(stored);
            case Target.Unchanged unchanged -> restated(approved.verdict().candidate(), stored);
        };
    }

    /** Unless another publication has said it meanwhile. */
    private List<Artifact> restated(Candidate candidate, StoredEvidence stored) {
        Digest digest = stored.image().digest();
        if (stored.artifacts().isEmpty() || !revisions.saysOtherwise(candidate, digest)) {
            return List.of();
        }
        List<Artifact> restated = evidence.attach(stored);
        if (!restated.isEmpty()) {
            revisions.restated(candidate, digest);
        }
        return restated;
    }

    @Override
    public Candidate taking(Publication publication, Candidate candidate, Map<ImageReference, Descriptor> now) {
        tagging.checkUnknown(candidate, publication.order(), now);
        return candidate;
    }
}
