package dev.imprimatur.publisher.evidence;

import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.messaging.event.EventJson;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.PublishException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;

/** Attaches evidence to images. The same evidence has the same digest, so that attaching it again adds nothing. */
@ApplicationScoped
public class Evidence {
    private static final Logger LOG = Logger.getLogger(Evidence.class);

    @Inject
    RegistryClient registries;

    @Inject
    EvidenceConfig config;

    /**
     * Attaches the verdict to the image in each of these repositories, which have to be locked, and reads it back.
     *
     * @param tested the verdict, which was believed before
     * @param image what it is about
     * @return what was attached; empty for a verdict from before signatures, and where the registry refuses and the
     *     configuration lets that pass
     * @throws PublishException if the registry refuses
     * @throws RegistryException if it cannot do it now
     */
    public List<Artifact> attach(TestCompleted tested, Manifest image, Collection<RepositoryReference> repositories) {
        if (tested.envelope() == null) {
            return List.of();
        }
        Envelope envelope = Envelope.parse(EventJson.MAPPER.valueToTree(tested.envelope()));
        Artifact verdict = Artifact.of(new Bundle(envelope), TestResult.TYPE, tested.occurredAt(), image);
        try {
            repositories.forEach(repository -> attach(verdict, image, repository));
            return List.of(verdict);
        } catch (RegistryException e) {
            if (e.temporary()) {
                throw e;
            }
            if (config.rule() == EvidenceConfig.Rule.REQUIRED) {
                throw PublishException.refused(
                        "evidence-refused",
                        "the evidence of " + tested.candidate().image() + " was not taken: " + e.getMessage()
                                + "; imprimatur.evidence.rule=best-effort publishes without it");
            }
            LOG.warnf(
                    "%s is published without its evidence: %s",
                    tested.candidate().image(), e.getMessage());
            return List.of();
        }
    }

    private void attach(Artifact artifact, Manifest image, RepositoryReference repository) {
        registries.attach(repository, artifact.manifest(), artifact.content());
        boolean listed = registries.referrers(repository, image.digest()).stream()
                .anyMatch(referrer -> referrer.descriptor().digest().equals(artifact.digest()));
        if (!listed) {
            throw PublishException.forNow(
                    "read-back-differs",
                    "registry " + repository.registry() + " took " + artifact.digest() + " for " + repository
                            + ", but does not list it among what refers to " + image.digest());
        }
    }
}
