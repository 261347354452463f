package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.places.Place;
import dev.imprimatur.publisher.evidence.Artifact;
import dev.imprimatur.publisher.evidence.Evidence;
import dev.imprimatur.publisher.evidence.StoredEvidence;
import dev.imprimatur.publisher.tag.CandidateTags;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;

/** The steps of a rollback: what it goes back to lies in production, with all that was said of it. */
@ApplicationScoped
class RollbackSteps implements RequestSteps {
    @Inject
    CandidateTags wanted;

    @Inject
    Tagging tagging;

    @Inject
    Evidence evidence;

    @Override
    public List<Place> sources() {
        return List.of();
    }

    @Override
    public ImageReference source(TestCompleted verdict) {
        return wanted.repositories(verdict.candidate())
                .getFirst()
                .at(verdict.staged().digest());
    }

    @Override
    public Candidate permitted(Publication publication, TestCompleted verdict) {
        Candidate back = wanted.back(verdict.candidate());
        tagging.checkOrder(back, publication.order());
        return back;
    }

    @Override
    public Target decide(String publicationId, TestCompleted verdict, ImageReference source) {
        return new Target.Approved(source);
    }

    @Override
    public StoredEvidence store(ApprovedPublication approved, Target target, Manifest manifest) {
        return evidence.store(approved.verdict(), manifest, null, approved.repositories());
    }

    @Override
    public List<Artifact> attach(ApprovedPublication approved, Target target, StoredEvidence stored) {
        return evidence.attach(stored);
    }

    @Override
    public Candidate taking(Publication publication, Candidate candidate, Map<ImageReference, Descriptor> now) {
        return wanted.own(candidate, now);
    }
}
