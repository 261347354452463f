package dev.imprimatur.builder.stage;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.events.Stage;
import dev.imprimatur.logs.excerpt.Excerpt;
import dev.imprimatur.logs.excerpt.Excerpts;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.LogArtifact;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Puts what a build printed beside its image in staging, from where it goes on to production with the image. */
@ApplicationScoped
public class StagedLogs {
    private static final Logger LOG = Logger.getLogger(StagedLogs.class);

    @Inject
    Excerpts excerpts;

    @Inject
    RegistryClient registries;

    /**
     * The artifact; nothing if no log is to be there, or staging does not take it, for which no image is built again.
     */
    public Optional<Digest> store(BuildKey build, Staged staged) {
        try {
            return excerpts.of(build.value()).map(excerpt -> store(excerpt, staged));
        } catch (RegistryException e) {
            LOG.warnf("the log of build %s does not lie beside its image: %s", build, e.getMessage());
            return Optional.empty();
        }
    }

    private Digest store(Excerpt excerpt, Staged staged) {
        LogArtifact artifact = LogArtifact.of(
                registries.manifest(staged.reference()).descriptor(),
                Stage.BUILD.word(),
                excerpt.attempts(),
                excerpt.bytes(),
                excerpt.leftOut(),
                excerpt.content());
        registries.storeArtifact(RepositoryReference.of(staged.reference()), artifact.manifest(), artifact.content());
        return artifact.manifest().digest();
    }
}
