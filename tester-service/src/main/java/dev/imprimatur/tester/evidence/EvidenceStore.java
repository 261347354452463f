package dev.imprimatur.tester.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.statement.EndOfLife;
import dev.imprimatur.attestation.statement.Provenance;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.RegistryFailure;
import dev.imprimatur.messaging.event.BuildCompleted;
import dev.imprimatur.messaging.event.EvidenceReference;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.sbom.BillOfMaterials;
import dev.imprimatur.sbom.Inventory;
import dev.imprimatur.tester.TesterConfig;
import dev.imprimatur.tester.signature.VerdictSigner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Signs statements about an approved image and puts them beside it in staging, from where the publisher takes those that
 * the verdict names. A tester that dies in between leaves some that nobody names.
 */
@ApplicationScoped
public class EvidenceStore {
    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());

    @Inject
    TesterConfig tester;

    @Inject
    EvidenceConfig config;

    @Inject
    VerdictSigner signer;

    /**
     * Says all there is to say of this image.
     *
     * @param inventory what is installed in it
     * @throws EngineException if the staging registry does not take it
     */
    public List<EvidenceReference> about(BuildCompleted built, Inventory inventory) {
        ImageReference staged = ImageReference.of(
                Registry.parse(tester.staging()),
                built.staged().repository(),
                built.staged().digest());
        JsonNode packages = BillOfMaterials.of(
                built.candidate().image().toString(), staged.digest().value(), inventory, Instant.now());
        try {
            Descriptor image = registries.head(staged).orElseThrow(() -> missing(staged));
            List<EvidenceReference> all = new ArrayList<>();
            all.add(store(staged, image, Provenance.TYPE, BuildProvenance.of(built, config.builderId()), Map.of()));
            all.add(store(staged, image, BillOfMaterials.PREDICATE_TYPE, packages, Map.of()));
            if (built.candidate().endOfLife() != null) {
                String day = built.candidate().endOfLife().toString();
                all.add(store(staged, image, EndOfLife.TYPE, new EndOfLife(day), Map.of(EndOfLife.ANNOTATION, day)));
            }
            return List.copyOf(all);
        } catch (RegistryException e) {
            throw new EngineException(RegistryFailure.of(e), e);
        }
    }

    private EvidenceReference store(
            ImageReference staged, Descriptor image, String predicateType, Object predicate, Map<String, String> more) {
        RepositoryReference repository = RepositoryReference.of(staged);
        Statement statement = Statement.of(repository.toString(), staged.digest(), predicateType, predicate);
        byte[] content = new Bundle(signer.sign(statement)).json();
        Map<String, String> annotations = new TreeMap<>(Bundle.annotations(predicateType, Instant.now()));
        annotations.putAll(more);
        Manifest artifact = Manifest.ofArtifact(
                Bundle.MEDIA_TYPE,
                new Descriptor(Digest.of(content), Bundle.MEDIA_TYPE, content.length),
                image,
                annotations);
        registries.storeArtifact(repository, artifact, content);
        return new EvidenceReference(predicateType, artifact.digest());
    }

    private static EngineException missing(ImageReference staged) {
        return new EngineException(new Failure.Unknown(
                Failure.Kind.BASE_MISSING,
                staged + " was tested and is not in staging; is imprimatur.tester.staging the registry that builders"
                        + " push to?",
                null));
    }
}
