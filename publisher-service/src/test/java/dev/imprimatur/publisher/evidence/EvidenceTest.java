package dev.imprimatur.publisher.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.EvidenceReference;
import dev.imprimatur.events.StagedLog;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.LogArtifact;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.approval.TrustConfig;
import dev.imprimatur.publisher.publication.Verdicts;
import dev.imprimatur.publisher.registry.TestImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("registry")
class EvidenceTest {
    private record Trust(List<Path> keys, Duration maxAge, Duration clockSkew) implements TrustConfig {
        Trust(List<Path> keys) {
            this(keys, Duration.ofDays(1), Duration.ofMinutes(2));
        }
    }

    private static final String PROVENANCE = "https://slsa.dev/provenance/v1";

    private final RepositoryReference repository = new RepositoryReference(
            Surroundings.registry("IMPRIMATUR_REGISTRY"), new Repository("publisher-test/" + UUID.randomUUID()));
    private final RepositoryReference staging =
            new RepositoryReference(Surroundings.registry("IMPRIMATUR_STAGING"), repository.repository());
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
        evidence.staged = new StagedEvidence();
        evidence.staged.registries = registries;
        evidence.staged.trust = new Trust(List.of(TestKeys.trusted()));
        TestImages.push(staging, repository.toString());
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
    void whatTheVerdictNamesComesWithIt() {
        EvidenceReference named = stage(image.digest(), TestKeys.key());

        List<Artifact> attached = attach(named);

        assertThat(attached).extracting(Artifact::kind).contains(PROVENANCE);
        assertThat(listed())
                .extracting(entry -> entry.path("digest").textValue())
                .containsExactly(
                        attached.getFirst().digest().value(), named.artifact().value());
    }

    @Test
    void whatIsNotToBeBelievedStopsThePublication() {
        assertNotTaken(stage(image.digest(), SigningKey.generate()), "which is not trusted");
        assertNotTaken(stage(Digest.of(new byte[] {1}), TestKeys.key()), "of " + Digest.of(new byte[] {1}));
        assertNotTaken(
                new EvidenceReference(
                        "https://cyclonedx.org/bom",
                        stage(image.digest(), TestKeys.key()).artifact()),
                "says '" + PROVENANCE + "'");
        assertNotTaken(new EvidenceReference(PROVENANCE, Digest.of(new byte[] {2})), "MANIFEST_UNKNOWN");
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

    @Test
    void whatBuildAndTestsPrintedComesWithIt() {
        Digest log = stageLog(image.descriptor());
        verdict = TestKeys.sign(verdict.withLogs(List.of(new StagedLog("build", log)), List.of()));

        assertThat(attach()).extracting(Artifact::kind).contains("build log");
        assertThat(listed().getLast().path("digest").textValue()).isEqualTo(log.value());
        assertThat(listed().getLast().path("artifactType").textValue()).isEqualTo(LogArtifact.TYPE);
    }

    @Test
    void aLogOfAnotherImageOrWhatIsNoneStopsThePublication() {
        Digest other = stageLog(new Descriptor(Digest.of(new byte[] {1}), image.mediaType(), 1));
        verdict = TestKeys.sign(verdict.withLogs(List.of(new StagedLog("build", other)), List.of()));
        assertThatThrownBy(this::attach)
                .hasMessageContaining("build log, is no artifact with one blob about this image");

        Digest statement = stage(image.digest(), TestKeys.key()).artifact();
        verdict = TestKeys.sign(verdict.withLogs(List.of(new StagedLog("test", statement)), List.of()));
        assertThatThrownBy(this::attach).hasMessageContaining("test log, is '" + Bundle.MEDIA_TYPE + "'");
        assertThat(listed()).isEmpty();
    }

    private Digest stageLog(Descriptor about) {
        LogArtifact log = LogArtifact.of(about, "build", 1, 5, 0, "a log".getBytes(StandardCharsets.UTF_8));
        registries.storeArtifact(staging, log.manifest(), log.content());
        return log.manifest().digest();
    }

    private EvidenceReference stage(Digest subject, SigningKey key) {
        byte[] content =
                new Bundle(Statement.of("node", subject, PROVENANCE, "fine").sign(key)).json();
        Manifest artifact = Manifest.ofArtifact(
                Bundle.MEDIA_TYPE,
                new Descriptor(Digest.of(content), Bundle.MEDIA_TYPE, content.length),
                image.descriptor(),
                Bundle.annotations(PROVENANCE, verdict.occurredAt()));
        registries.storeArtifact(staging, artifact, content);
        return new EvidenceReference(PROVENANCE, artifact.digest());
    }

    private List<Artifact> attach(EvidenceReference named) {
        verdict = TestKeys.sign(verdict.with(List.of(named), null));
        return attach();
    }

    private void assertNotTaken(EvidenceReference named, String why) {
        assertThatThrownBy(() -> attach(named))
                .isInstanceOf(PublishException.class)
                .hasMessageContaining(why);
    }

    private void takeTheListsTag() {
        TestImages.tag(
                repository.at(image.digest()),
                repository.repository().tag("sha256-" + image.digest().hex()).in(repository.registry()));
    }

    private List<Artifact> attach() {
        return evidence.attach(evidence.store(verdict, image, staging, List.of(repository)));
    }

    private List<JsonNode> listed() {
        return TestImages.referrers(repository.at(image.digest()));
    }
}
