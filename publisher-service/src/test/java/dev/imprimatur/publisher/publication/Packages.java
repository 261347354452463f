package dev.imprimatur.publisher.publication;

import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.Candidate;
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
import java.util.List;
import java.util.Map;

/** Verdicts on images beside which a signed list of packages lies, as the tester leaves them. */
final class Packages {
    private static final String TYPE = "https://cyclonedx.org/bom";
    private static final RegistryClient CLIENT = new RegistryClient(RegistryClientSettings.defaults());

    private Packages() {}

    /** An approval of this image, in which these packages are installed, by name. */
    static TestCompleted listed(ImageReference staged, Candidate candidate, Map<String, String> versions) {
        List<Map<String, String>> components = versions.entrySet().stream()
                .map(each -> Map.of(
                        "name", each.getKey(),
                        "version", each.getValue(),
                        "purl", "pkg:deb/debian/" + each.getKey() + "@" + each.getValue() + "?arch=amd64"))
                .toList();
        TestCompleted verdict = Verdicts.approved(staged, candidate);
        byte[] content = new Bundle(Statement.of("node", staged.digest(), TYPE, Map.of("components", components))
                        .sign(TestKeys.key()))
                .json();
        Manifest artifact = Manifest.ofArtifact(
                Bundle.MEDIA_TYPE,
                new Descriptor(Digest.of(content), Bundle.MEDIA_TYPE, content.length),
                CLIENT.head(staged).orElseThrow(),
                Bundle.annotations(TYPE, verdict.occurredAt()));
        CLIENT.storeArtifact(RepositoryReference.of(staged), artifact, content);
        return TestKeys.sign(verdict.with(List.of(new EvidenceReference(TYPE, artifact.digest())), null));
    }
}
