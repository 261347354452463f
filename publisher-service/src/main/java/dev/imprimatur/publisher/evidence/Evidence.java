package dev.imprimatur.publisher.evidence;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.statement.EndOfLife;
import dev.imprimatur.events.EvidenceReference;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Attachment;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.PublishException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Attaches evidence to images. The same evidence has the same digest, so that attaching it again adds nothing. Its
 * contents are stored first, which needs no lock, so that publications of one repository wait for each other less.
 */
@ApplicationScoped
public class Evidence {
    private static final Logger LOG = Logger.getLogger(Evidence.class);

    @Inject
    RegistryClient registries;

    @Inject
    EvidenceConfig config;

    @Inject
    StagedEvidence staged;

    /**
     * Stores the contents of the verdict, and of what it names beside itself, in each of these repositories, which may
     * be locked or not.
     *
     * @param tested the verdict, which was believed before
     * @param image what it is about
     * @param from where what the verdict names lies; null if it was brought when the image was first published
     * @return for {@link #attach}; nothing for a verdict from before signatures, and where evidence cannot be had or is
     *     refused and the configuration lets that pass
     * @throws PublishException if it cannot be had, or a registry refuses it
     * @throws RegistryException if a registry cannot do it now
     */
    public StoredEvidence store(
            TestCompleted tested,
            Manifest image,
            RepositoryReference from,
            Collection<RepositoryReference> repositories) {
        if (tested.envelope() == null) {
            return StoredEvidence.none(image);
        }
        return store(tested.candidate().image().toString(), image, repositories, () -> {
            List<Artifact> all = new ArrayList<>(List.of(Artifact.verdict(tested, image)));
            if (from != null) {
                tested.evidence().forEach(each -> all.add(staged.take(each, image, from)));
                tested.logs().forEach(each -> all.add(staged.take(each, image, from)));
            }
            return all;
        });
    }

    /**
     * Stores what the catalogue now says of a retained image, as {@link #store} does.
     *
     * @param tested the verdict on what is the same
     * @param standing the image that stays
     * @param from where what the verdict names lies
     * @return nothing if the verdict says nothing of this image
     */
    public StoredEvidence restate(
            TestCompleted tested,
            Manifest standing,
            RepositoryReference from,
            Collection<RepositoryReference> repositories) {
        if (!standing.digest().equals(tested.candidate().published())) {
            return StoredEvidence.none(standing);
        }
        return store(
                tested.candidate().image().toString(),
                standing,
                repositories,
                () -> tested.restated().stream()
                        .map(each -> staged.restated(each, standing, from, tested.occurredAt()))
                        .toList());
    }

    /**
     * Copies evidence that was added after an image was first published, which no verdict names, to other repositories,
     * which have to be locked. What no trusted key signed is not copied.
     */
    public void carry(Manifest image, RepositoryReference from, Collection<RepositoryReference> repositories) {
        attach(store(
                from.at(image.digest()).toString(),
                image,
                repositories,
                () -> registries.referrers(from, image.digest()).stream()
                        .filter(referrer ->
                                EndOfLife.TYPE.equals(referrer.annotations().get(Bundle.PREDICATE_TYPE)))
                        .flatMap(referrer -> staged
                                .believed(
                                        new EvidenceReference(
                                                EndOfLife.TYPE,
                                                referrer.descriptor().digest()),
                                        image,
                                        from)
                                .stream())
                        .toList()));
    }

    /**
     * Attaches stored evidence to its image, in repositories that have to be locked, and reads back that it is listed.
     *
     * @return what is attached now; empty where the registry refuses it and the configuration lets that pass
     * @throws PublishException if a registry refuses it
     * @throws RegistryException if a registry cannot do it now
     */
    public List<Artifact> attach(StoredEvidence stored) {
        return lenient(stored.name(), List.of(), () -> {
            if (!stored.artifacts().isEmpty()) {
                stored.repositories().forEach(repository -> attach(stored, repository));
            }
            return stored.artifacts();
        });
    }

    private StoredEvidence store(
            String name,
            Manifest image,
            Collection<RepositoryReference> repositories,
            Supplier<List<Artifact>> artifacts) {
        return lenient(name, StoredEvidence.none(image), () -> {
            StoredEvidence stored = new StoredEvidence(name, image, artifacts.get(), repositories);
            if (!stored.artifacts().isEmpty()) {
                repositories.forEach(repository -> registries.storeContents(repository, attachments(stored)));
            }
            return stored;
        });
    }

    private static List<Attachment> attachments(StoredEvidence stored) {
        return stored.artifacts().stream()
                .map(each -> new Attachment(each.manifest(), each.content()))
                .toList();
    }

    private <T> T lenient(String name, T without, Supplier<T> work) {
        try {
            return work.get();
        } catch (RegistryException | AttestationException e) {
            if (e instanceof RegistryException registry && registry.temporary()) {
                throw e;
            }
            if (config.rule() == EvidenceConfig.Rule.REQUIRED) {
                throw PublishException.refused(
                        FailureKinds.EVIDENCE_REFUSED,
                        "the evidence of " + name + " was not taken: " + e.getMessage()
                                + "; imprimatur.evidence.rule=best-effort publishes without it");
            }
            LOG.warnf("%s is published without its evidence: %s", name, e.getMessage());
            return without;
        }
    }

    private void attach(StoredEvidence stored, RepositoryReference repository) {
        Digest image = stored.image().digest();
        registries.attachStored(repository, image, attachments(stored));
        Set<Digest> listed = registries.referrers(repository, image).stream()
                .map(referrer -> referrer.descriptor().digest())
                .collect(Collectors.toSet());
        stored.artifacts().stream()
                .map(Artifact::digest)
                .filter(digest -> !listed.contains(digest))
                .findFirst()
                .ifPresent(missing -> {
                    throw PublishException.retryable(
                            FailureKinds.READ_BACK_DIFFERS,
                            "registry " + repository.registry() + " took " + missing + " for " + repository
                                    + ", but does not list it among what refers to " + image);
                });
    }
}
