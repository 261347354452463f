package dev.imprimatur.publisher.publication;

import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.EndOfLife;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.EvidenceReference;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.registry.TestImages;
import java.time.LocalDate;
import java.util.List;

/** Verdicts on images of one content, whose catalogue says from time to time until when they are supported. */
final class Restated {
    private static final RegistryClient CLIENT = new RegistryClient(RegistryClientSettings.defaults());
    private static final String CONTENT = "the same";

    private Restated() {}

    /** The first one. */
    static TestCompleted first(ImageReference staged, Candidate candidate, String day) {
        return Verdicts.approved(staged, maintained(candidate, null, day), CONTENT);
    }

    /** One that is the same as what is published, of which the tester says another day. */
    static TestCompleted again(ImageReference staged, Candidate candidate, Digest published, String day) {
        return signedBy(TestKeys.key(), staged, candidate, published, day);
    }

    /** The same, and the end of life of the published one is signed. */
    static TestCompleted signedBy(
            SigningKey key, ImageReference staged, Candidate candidate, Digest published, String day) {
        byte[] content = new Bundle(Statement.of("node", published, EndOfLife.TYPE, new EndOfLife(day, null))
                        .sign(key))
                .json();
        TestCompleted verdict = Verdicts.approved(staged, maintained(candidate, published, day), CONTENT);
        Manifest artifact = Manifest.ofArtifact(
                Bundle.MEDIA_TYPE,
                new Descriptor(Digest.of(content), Bundle.MEDIA_TYPE, content.length),
                CLIENT.head(staged).orElseThrow(),
                Bundle.annotations(EndOfLife.TYPE, verdict.occurredAt()));
        CLIENT.storeArtifact(RepositoryReference.of(staged), artifact, content);
        return TestKeys.sign(
                verdict.withLogs(List.of(), List.of(new EvidenceReference(EndOfLife.TYPE, artifact.digest()))));
    }

    /** The days that are said beside an image, in the order of its list. */
    static List<String> days(ImageReference image) {
        return TestImages.referrers(image).stream()
                .map(entry -> entry.path("annotations").path(EndOfLife.ANNOTATION))
                .filter(day -> day.isTextual())
                .map(day -> day.textValue())
                .toList();
    }

    private static Candidate maintained(Candidate candidate, Digest published, String day) {
        return CandidateBuilder.builder(candidate)
                .endOfLife(LocalDate.parse(day))
                .published(published)
                .build();
    }
}
