package dev.imprimatur.tester.evidence;

import dev.imprimatur.attestation.bundle.Bundle;
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
import dev.imprimatur.tester.TesterConfig;
import dev.imprimatur.tester.signature.VerdictSigner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;

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
     * @throws EngineException if the staging registry does not take it
     */
    public List<EvidenceReference> about(BuildCompleted built) {
        ImageReference staged = ImageReference.of(
                Registry.parse(tester.staging()),
                built.staged().repository(),
                built.staged().digest());
        try {
            Descriptor image = registries.head(staged).orElseThrow(() -> missing(staged));
            Statement provenance = Statement.of(
                    RepositoryReference.of(staged).toString(),
                    staged.digest(),
                    Provenance.TYPE,
                    BuildProvenance.of(built, config.builderId()));
            return List.of(
                    new EvidenceReference(Provenance.TYPE, store(provenance, RepositoryReference.of(staged), image)));
        } catch (RegistryException e) {
            throw new EngineException(RegistryFailure.of(e), e);
        }
    }

    private Digest store(Statement statement, RepositoryReference repository, Descriptor image) {
        byte[] content = new Bundle(signer.sign(statement)).json();
        Manifest artifact = Manifest.ofArtifact(
                Bundle.MEDIA_TYPE,
                new Descriptor(Digest.of(content), Bundle.MEDIA_TYPE, content.length),
                image,
                Bundle.annotations(statement.predicateType(), Instant.now()));
        registries.storeArtifact(repository, artifact, content);
        return artifact.digest();
    }

    private static EngineException missing(ImageReference staged) {
        return new EngineException(new Failure.Unknown(
                Failure.Kind.BASE_MISSING,
                staged + " was tested and is not in staging; is imprimatur.tester.staging the registry that builders"
                        + " push to?",
                null));
    }
}
