package dev.imprimatur.publisher.statement;

import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.statement.TagStatement;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Attachment;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.evidence.Artifact;
import dev.imprimatur.publisher.tag.RepositoryLock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Attaches tag statements to the digests that they are about. They come after the tags are set, so that none says what
 * is not yet so. A registry that refuses one stops no publication, and is asked again with the image's next one.
 */
@ApplicationScoped
public class Attaching {
    private static final Logger LOG = Logger.getLogger(Attaching.class);

    @Inject
    PublisherConfig config;

    @Inject
    TagStatements statements;

    @Inject
    RegistryClient registries;

    @Inject
    RepositoryLock lock;

    /**
     * Tries it in production, whose repositories are locked; what fails is left to {@link #complete}. What earlier
     * publications of this image could not attach is tried too.
     *
     * @param holder the image that the tags name now, which all of these repositories have
     */
    public void attempt(
            String publicationId, ImageKey image, Collection<RepositoryReference> repositories, Manifest holder) {
        try {
            attachNoting(
                    publicationId,
                    repositories,
                    subject -> holder.digest().equals(subject.digest())
                            ? Optional.of(holder)
                            : registries.findManifest(subject));
            statements.refused(image).stream()
                    .filter(earlier -> repositories.containsAll(statements.missing(earlier, config.production())))
                    .forEach(earlier -> attachNoting(earlier, repositories, registries::findManifest));
        } catch (RuntimeException e) {
            // The tags are set and recorded: that is not to be undone.
            LOG.infof("what was signed of the tags of %s is attached later: %s", publicationId, e.getMessage());
        }
    }

    private void attachNoting(
            String publicationId,
            Collection<RepositoryReference> repositories,
            Function<ImageReference, Optional<Manifest>> subjects) {
        if (attach(publicationId, repositories, subjects)) {
            statements.attached(publicationId);
        }
    }

    /**
     * Attaches what is missing in production.
     *
     * @throws RegistryException if the registry cannot do it now
     */
    public void complete(String publicationId) {
        List<RepositoryReference> repositories = statements.missing(publicationId, config.production());
        if (!repositories.isEmpty()) {
            boolean complete;
            try (RepositoryLock.Held held = lock.hold(repositories)) {
                complete = attach(publicationId, repositories);
                held.check();
            }
            if (complete) {
                statements.attached(publicationId);
            }
        }
    }

    /**
     * Attaches it in these repositories, which are locked, as far as they have what it is about.
     *
     * @return whether no registry refused any of it
     * @throws RegistryException if a registry cannot do it now
     */
    public boolean attach(String publicationId, Collection<RepositoryReference> repositories) {
        return attach(publicationId, repositories, registries::findManifest);
    }

    /**
     * Attaches what publications before this one signed of the tags of an image of which this one says nothing new, as
     * far as these repositories, which are locked, have the image and lack it. A mirror may have lost any of it.
     *
     * @return whether no registry refused any of it
     * @throws RegistryException if a registry cannot do it now
     */
    public boolean attachEarlier(String publicationId, Digest image, Collection<RepositoryReference> repositories) {
        boolean complete = true;
        if (statements.of(publicationId).stream().noneMatch(said -> said.about().equals(image))) {
            for (RepositoryReference repository : repositories) {
                complete &= isTaken(repository.at(image), () -> attachMissing(image, repository));
            }
        }
        return complete;
    }

    private void attachMissing(Digest image, RepositoryReference repository) {
        registries.findManifest(repository.at(image)).ifPresent(subject -> {
            Set<Digest> there = registries.referrers(repository, image).stream()
                    .map(referrer -> referrer.descriptor().digest())
                    .collect(Collectors.toSet());
            List<Attachment> missing = statements.about(image).stream()
                    .filter(said -> said.isOf(repository))
                    .map(said -> attachment(said, subject))
                    .filter(statement -> !there.contains(statement.manifest().digest()))
                    .toList();
            if (!missing.isEmpty()) {
                registries.attach(repository, image, missing);
            }
        });
    }

    private boolean attach(
            String publicationId,
            Collection<RepositoryReference> repositories,
            Function<ImageReference, Optional<Manifest>> subjects) {
        boolean complete = true;
        for (Said said : statements.of(publicationId)) {
            for (RepositoryReference repository : repositories) {
                complete &= !said.isOf(repository) || attach(said, repository, subjects);
            }
        }
        return complete;
    }

    private boolean attach(
            Said said, RepositoryReference repository, Function<ImageReference, Optional<Manifest>> subjects) {
        ImageReference about = repository.at(said.about());
        return isTaken(
                about,
                () -> subjects.apply(about)
                        .ifPresent(subject ->
                                registries.attach(repository, said.about(), List.of(attachment(said, subject)))));
    }

    private static Attachment attachment(Said said, Manifest subject) {
        Artifact artifact = Artifact.bundle(
                TagStatement.TYPE,
                new Bundle(said.envelope().opened()).json(),
                subject,
                Bundle.annotations(TagStatement.TYPE, said.at()));
        return new Attachment(artifact.manifest(), artifact.content());
    }

    /** Whether the registry did not refuse it. */
    private static boolean isTaken(ImageReference about, Runnable attaching) {
        try {
            attaching.run();
            return true;
        } catch (RegistryException e) {
            if (e.temporary()) {
                throw e;
            }
            LOG.warnf("what was signed of tags of %s is not attached: %s", about, e.getMessage());
            return false;
        }
    }
}
