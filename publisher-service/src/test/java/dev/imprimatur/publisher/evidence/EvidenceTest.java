package dev.imprimatur.publisher.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.messaging.event.EventJson;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.publication.Verdicts;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private final RepositoryReference repository = new RepositoryReference(
            RegistriesResource.registry("IMPRIMATUR_REGISTRY"), new Repository("publisher-test/" + UUID.randomUUID()));
    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());
    private final Evidence evidence = new Evidence();

    private Manifest image;
    private TestCompleted verdict;

    @BeforeEach
    void anApprovedImage() {
        ImageReference reference = TestImages.push(repository, repository.toString());
        image = registries.manifest(reference);
        verdict = Verdicts.approved(
                reference,
                Verdicts.candidate(
                        "node/22.1.0/bookworm", List.of(repository.repository().tag("22.1.0")), List.of()));
        evidence.registries = registries;
        evidence.config = () -> EvidenceConfig.Rule.REQUIRED;
    }

    @Test
    void theVerdictIsAttachedAsABundle() {
        List<Artifact> attached = attach();

        JsonNode entry = listed().getFirst();
        assertThat(entry.path("digest").textValue())
                .isEqualTo(attached.getFirst().digest().value());
        assertThat(entry.path("artifactType").textValue()).isEqualTo(Bundle.MEDIA_TYPE);
        assertThat(entry.path("annotations").path("dev.sigstore.bundle.content").textValue())
                .isEqualTo("dsse-envelope");
        assertThat(entry.path("annotations")
                        .path("dev.sigstore.bundle.predicateType")
                        .textValue())
                .isEqualTo("https://in-toto.io/attestation/test-result/v0.1");
        Manifest artifact =
                registries.manifest(repository.at(attached.getFirst().digest()));
        assertThat(artifact.subject()).contains(image.descriptor());
        Descriptor blob = artifact.layers().getFirst();
        Bundle bundle = Bundle.parse(registries.blob(repository, blob, 1_000_000));
        assertThat(EventJson.MAPPER.<JsonNode>valueToTree(verdict.envelope()))
                .isEqualTo(bundle.envelope().json());
    }

    @Test
    void theSameEvidenceIsAttachedOnce() {
        assertThat(attach().getFirst().digest()).isEqualTo(attach().getFirst().digest());
        assertThat(listed()).hasSize(1);
    }

    @Test
    void aVerdictFromBeforeSignaturesHasNone() {
        verdict = verdict.signed(null);

        assertThat(attach()).isEmpty();
        assertThat(listed()).isEmpty();
    }

    @Test
    void aRegistryThatDoesNotTakeItStopsThePublication() {
        takeTheListsTag();

        assertThatThrownBy(this::attach)
                .isInstanceOfSatisfying(PublishException.class, e -> {
                    assertThat(e.report().kind()).isEqualTo("evidence-refused");
                    assertThat(e.report().retryable()).isFalse();
                })
                .hasMessageContainingAll(
                        "not a list of referrers", "imprimatur.evidence.rule=best-effort publishes without it");
    }

    @Test
    void bestEffortPublishesWithoutIt() {
        takeTheListsTag();
        evidence.config = () -> EvidenceConfig.Rule.BEST_EFFORT;

        assertThat(attach()).isEmpty();
    }

    private void takeTheListsTag() {
        TestImages.tag(
                repository.at(image.digest()),
                repository.repository().tag("sha256-" + image.digest().hex()).in(repository.registry()));
    }

    private List<Artifact> attach() {
        return evidence.attach(verdict, image, List.of(repository));
    }

    private List<JsonNode> listed() {
        return TestImages.referrers(repository.at(image.digest()));
    }
}
