package dev.imprimatur.tester.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.statement.EndOfLife;
import dev.imprimatur.attestation.statement.Provenance;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.RegistryFailure;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.EvidenceReference;
import dev.imprimatur.events.Stage;
import dev.imprimatur.events.StagedLog;
import dev.imprimatur.logs.excerpt.Excerpt;
import dev.imprimatur.logs.excerpt.Excerpts;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.LogArtifact;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.sbom.BillOfMaterials;
import dev.imprimatur.sbom.Inventory;
import dev.imprimatur.tester.TesterConfig;
import dev.imprimatur.tester.signature.VerdictSigner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Signs statements about an approved image and puts them beside it in staging, from where the publisher takes those
 * that the verdict names. A tester that dies in between leaves some that no verdict names.
 */
@ApplicationScoped
public class EvidenceStore {
    @Inject
    RegistryClient registries;

    @Inject
    TesterConfig tester;

    @Inject
    EvidenceConfig config;

    @Inject
    VerdictSigner signer;

    @Inject
    Excerpts excerpts;

    /**
     * Signs and stores every statement on this image.
     *
     * @param inventory what is installed in it
     * @throws EngineException if the staging registry does not take it
     */
    public List<EvidenceReference> about(BuildCompleted built, Inventory inventory) {
        ImageReference staged = staged(built);
        JsonNode packages = BillOfMaterials.of(
                built.candidate().image().toString(), staged.digest().value(), inventory, SharedClock.now());
        return asking(() -> {
            Descriptor image = registries.head(staged).orElseThrow(() -> missing(staged));
            List<EvidenceReference> all = new ArrayList<>();
            all.add(store(staged, image, Provenance.TYPE, BuildProvenance.of(built, config.builderId()), Map.of()));
            all.add(store(staged, image, BillOfMaterials.PREDICATE_TYPE, packages, Map.of()));
            if (built.candidate().endOfLife() != null) {
                all.add(endOfLife(built, staged, image));
            }
            return List.copyOf(all);
        });
    }

    /**
     * Signs and stores, for the published image with the same content, until when its line is now supported. That lies
     * beside this image, since staging may no longer hold the other one.
     *
     * @throws EngineException if the staging registry does not take it
     */
    public List<EvidenceReference> aboutPublished(BuildCompleted built) {
        if (built.candidate().endOfLife() == null) {
            return List.of();
        }
        ImageReference staged = staged(built);
        ImageReference published = ImageReference.of(
                staged.registry(), staged.repository(), built.candidate().published());
        return asking(() ->
                List.of(endOfLife(built, published, registries.head(staged).orElseThrow(() -> missing(staged)))));
    }

    /**
     * What build and tests printed, as artifacts beside the image.
     *
     * @param testLog the tests' log, which has ended
     * @throws EngineException if the staging registry does not take it
     */
    public List<StagedLog> logs(BuildCompleted built, String testLog) {
        ImageReference staged = staged(built);
        RepositoryReference repository = RepositoryReference.of(staged);
        return asking(() -> {
            List<StagedLog> all = new ArrayList<>();
            Optional.ofNullable(built.logArtifact())
                    .filter(artifact -> registries.head(repository.at(artifact)).isPresent())
                    .ifPresent(artifact -> all.add(new StagedLog(Stage.BUILD.word(), artifact)));
            excerpts.of(testLog)
                    .ifPresent(
                            excerpt -> all.add(new StagedLog(Stage.TEST.word(), store(repository, staged, excerpt))));
            return List.copyOf(all);
        });
    }

    private Digest store(RepositoryReference repository, ImageReference staged, Excerpt excerpt) {
        LogArtifact artifact = LogArtifact.of(
                registries.head(staged).orElseThrow(() -> missing(staged)),
                Stage.TEST.word(),
                excerpt.attempts(),
                excerpt.bytes(),
                excerpt.leftOut(),
                excerpt.content());
        registries.storeArtifact(repository, artifact.manifest(), artifact.content());
        return artifact.manifest().digest();
    }

    private ImageReference staged(BuildCompleted built) {
        return ImageReference.of(
                tester.staging(), built.staged().repository(), built.staged().digest());
    }

    private static <T> T asking(Supplier<T> registry) {
        try {
            return registry.get();
        } catch (RegistryException e) {
            throw new EngineException(RegistryFailure.of(e), e);
        }
    }

    /** About the staged image, or about the published one that is the same. */
    private EvidenceReference endOfLife(BuildCompleted built, ImageReference subject, Descriptor beside) {
        String day = built.candidate().endOfLife().toString();
        return store(
                subject,
                beside,
                EndOfLife.TYPE,
                new EndOfLife(day, SharedClock.now().toString()),
                Map.of(EndOfLife.ANNOTATION, day));
    }

    private EvidenceReference store(
            ImageReference subject,
            Descriptor beside,
            String predicateType,
            Object predicate,
            Map<String, String> more) {
        RepositoryReference repository = RepositoryReference.of(subject);
        Statement statement = Statement.of(repository.toString(), subject.digest(), predicateType, predicate);
        byte[] content = new Bundle(signer.sign(statement)).json();
        Map<String, String> annotations = new TreeMap<>(Bundle.annotations(predicateType, SharedClock.now()));
        annotations.putAll(more);
        Manifest artifact = Manifest.ofArtifact(
                Bundle.MEDIA_TYPE,
                new Descriptor(Digest.of(content), Bundle.MEDIA_TYPE, content.length),
                beside,
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
