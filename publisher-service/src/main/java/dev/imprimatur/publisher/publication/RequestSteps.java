package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.places.Place;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.evidence.Artifact;
import dev.imprimatur.publisher.evidence.StoredEvidence;
import java.util.List;
import java.util.Map;

/** The steps that a verdict and a rollback take differently. */
interface RequestSteps {

    /** The places that the image comes from, beside production. */
    List<Place> sources();

    /**
     * Where what was approved lies.
     *
     * @throws PublishException if it is not taken from there
     */
    ImageReference source(TestCompleted verdict);

    /**
     * The candidate with the tags that it goes with.
     *
     * @throws PublishException if it may not take one of them
     */
    Candidate permitted(Publication publication, TestCompleted verdict);

    /** What every tag is to name. */
    Target decide(String publicationId, TestCompleted verdict, ImageReference source);

    /** Stores the contents of the evidence where the tags are to be. */
    StoredEvidence store(ApprovedPublication approved, Target target, Manifest manifest);

    /** Attaches it to what the tags are to name, whose repositories are locked; says what was attached. */
    List<Artifact> attach(ApprovedPublication approved, Target target, StoredEvidence stored);

    /**
     * The candidate with those of its tags that it takes, by what they name in the registry and the database does not
     * know.
     *
     * @throws PublishException if it may not take one that it has to
     */
    Candidate taking(Publication publication, Candidate candidate, Map<ImageReference, Descriptor> now);
}
