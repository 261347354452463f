package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.approval.Decision;
import dev.imprimatur.publisher.evidence.Evidence;
import dev.imprimatur.publisher.evidence.EvidenceConfig;
import dev.imprimatur.publisher.promotion.Promotion;
import dev.imprimatur.publisher.statement.Attaching;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Makes a mirror have what the first registry has of a publication: digest, evidence, and those of its tags that
 * nothing later moved. Doing it again changes nothing.
 */
@ApplicationScoped
class MirrorCopier {
    @Inject
    PublisherConfig config;

    @Inject
    MirrorGate gate;

    @Inject
    RegistryClient registries;

    @Inject
    Tagging tagging;

    @Inject
    Promotion promotion;

    @Inject
    Evidence evidence;

    @Inject
    EvidenceConfig rules;

    @Inject
    Attaching attaching;

    @Inject
    RepositoryLock lock;

    @Inject
    MirrorTags tags;

    /** Copies it, and attaches what was signed of its tags, even if nothing is left to copy. */
    Copied copy(String publicationId, Registry mirror) {
        Copied copied = bring(publicationId, mirror);
        say(publicationId, mirror, copied);
        return copied;
    }

    /**
     * In every repository in which it set a tag, since the publication that took the tag later may never have been in
     * this mirror.
     */
    private void say(String publicationId, Registry mirror, Copied copied) {
        List<RepositoryReference> repositories = MirrorTags.repositories(tagging.journal(publicationId), mirror);
        boolean complete;
        try (RepositoryLock.Held held = lock.hold(repositories)) {
            complete = attaching.attach(publicationId, repositories);
            if (copied instanceof Copied.There there) {
                complete &= attaching.attachEarlier(publicationId, there.digest(), repositories);
            }
            held.check();
        }
        if (!complete && rules.rule() == EvidenceConfig.Rule.REQUIRED) {
            throw PublishException.retryable(
                    FailureKinds.EVIDENCE_REFUSED,
                    "mirror " + mirror + " did not take what was signed of the image's tags");
        }
    }

    private Copied bring(String publicationId, Registry mirror) {
        List<TagChange> standing = standing(publicationId);
        if (standing.isEmpty()) {
            return MirrorTags.passed();
        }
        Digest digest = standing.getFirst().to();
        if (gate.decide(publicationId, digest) instanceof Decision.Refused refused) {
            return new Copied.Nothing(refused.why());
        }
        RepositoryReference source = RepositoryReference.of(MirrorTags.in(config.production(), standing.getFirst()));
        if (registries.head(source.at(digest)).isEmpty()) {
            return new Copied.Nothing(FailureReport.of("not-found", false, source.at(digest) + " is no longer there"));
        }
        List<RepositoryReference> repositories = MirrorTags.repositories(standing, mirror);
        Manifest manifest = promotion.bring(source.at(digest), repositories);
        try (RepositoryLock.Held held = lock.hold(repositories)) {
            // The copy may have waited long for the mirror.
            return switch (gate.decide(publicationId, digest)) {
                case Decision.Refused refused -> new Copied.Nothing(refused.why());
                case Decision.Approved approved -> {
                    evidence.attach(evidence.store(approved.verdict(), manifest, source, repositories));
                    evidence.carry(manifest, source, repositories);
                    yield point(publicationId, mirror, manifest, held);
                }
            };
        }
    }

    /** Mirrors do not follow tags that were set when another registry was production. */
    private List<TagChange> standing(String publicationId) {
        return tagging.standing(publicationId).stream()
                .filter(change -> change.reference().registry().equals(config.production()))
                .toList();
    }

    /** A later publication moves tags there only after this lock, and so after what is read now. */
    private Copied point(String publicationId, Registry mirror, Manifest manifest, RepositoryLock.Held held) {
        held.check();
        try {
            Copied copied = tags.point(standing(publicationId), mirror, manifest);
            held.check();
            return copied;
        } catch (RuntimeException e) {
            throw held.orLost(e);
        }
    }
}
