package dev.imprimatur.publisher.evidence;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.statement.EndOfLife;
import dev.imprimatur.events.EvidenceReference;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Attachment;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.Referrer;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.PublishException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Attaches evidence to images: stored first, then listed. The same evidence has the same digest, so that attaching it again
 * adds nothing. Most requests only store, which needs no lock: publications of one repository wait for each other less.
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
     * Stores the verdict, and what it names beside itself, in each of these repositories, which may be locked or not.
     *
     * @param tested the verdict, which was believed before
     * @param image what it is about
     * @param from where what the verdict names lies; null if it was brought when the image was first published
     * @return for {@link #list}; nothing for a verdict from before signatures, and where evidence cannot be had or is refused and
     *     the configuration lets that pass
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
     * Stores what the catalogue says by now of an image that stays, as {@link #store} does.
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
     * Brings what was said of an image after it was first published, and no verdict names, from one repository to others,
     * which have to be locked. What strangers say stays where it is.
     */
    public void carry(Manifest image, RepositoryReference from, Collection<RepositoryReference> repositories) {
        list(store(
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
     * Lists stored evidence among what refers to its image, in repositories that have to be locked, and reads the list back.
     *
     * @return what is attached now; empty where the registry refuses it and the configuration lets that pass
     * @throws PublishException if a registry refuses it
     * @throws RegistryException if a registry cannot do it now
     */
    public List<Artifact> list(StoredEvidence stored) {
        return lenient(stored.name(), List.of(), () -> {
            stored.unlisted().forEach((repository, unlisted) -> list(stored, repository, unlisted));
            return stored.artifacts();
        });
    }

    private StoredEvidence store(
            String name,
            Manifest image,
            Collection<RepositoryReference> repositories,
            Supplier<List<Artifact>> artifacts) {
        return lenient(name, StoredEvidence.none(image), () -> {
            List<Artifact> all = artifacts.get();
            List<Attachment> attachments = all.stream()
                    .map(each -> new Attachment(each.manifest(), each.content()))
                    .toList();
            Map<RepositoryReference, List<Referrer>> unlisted = new LinkedHashMap<>();
            if (!all.isEmpty()) {
                repositories.forEach(repository ->
                        unlisted.put(repository, registries.store(repository, image.digest(), attachments)));
            }
            return new StoredEvidence(name, image, all, unlisted);
        });
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
                        "evidence-refused",
                        "the evidence of " + name + " was not taken: " + e.getMessage()
                                + "; imprimatur.evidence.rule=best-effort publishes without it");
            }
            LOG.warnf("%s is published without its evidence: %s", name, e.getMessage());
            return without;
        }
    }

    private void list(StoredEvidence stored, RepositoryReference repository, List<Referrer> unlisted) {
        Digest image = stored.image().digest();
        registries.list(repository, image, unlisted);
        Set<Digest> listed = registries.referrers(repository, image).stream()
                .map(referrer -> referrer.descriptor().digest())
                .collect(Collectors.toSet());
        stored.artifacts().stream()
                .map(Artifact::digest)
                .filter(digest -> !listed.contains(digest))
                .findFirst()
                .ifPresent(missing -> {
                    throw PublishException.forNow(
                            "read-back-differs",
                            "registry " + repository.registry() + " took " + missing + " for " + repository
                                    + ", but does not list it among what refers to " + image);
                });
    }
}
