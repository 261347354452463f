package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.approval.Decision;
import dev.imprimatur.publisher.evidence.Evidence;
import dev.imprimatur.publisher.promotion.Promotion;
import dev.imprimatur.publisher.statement.Attaching;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRole;
import dev.imprimatur.publisher.tag.TagWriter;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;

/**
 * Makes a mirror have what the first registry has of a publication: digest, evidence, and those of its tags that
 * nothing later moved. Doing it again changes nothing.
 */
@ApplicationScoped
class MirrorCopier {
    @Inject
    PublisherConfig config;

    @Inject
    MirrorLedger ledger;

    @Inject
    RegistryClient registries;

    @Inject
    Tagging tagging;

    @Inject
    Promotion promotion;

    @Inject
    Evidence evidence;

    @Inject
    Attaching attaching;

    @Inject
    RepositoryLock lock;

    @Inject
    TagWriter tags;

    /** Copies it, and says there what it means for other digests, whatever of it is still to be copied. */
    Copied copy(String publicationId, Registry mirror) {
        Copied copied = bring(publicationId, mirror);
        say(publicationId, mirror);
        return copied;
    }

    /** In every repository in which it set a tag: what took a tag from it since may never have been in this mirror. */
    private void say(String publicationId, Registry mirror) {
        List<RepositoryReference> repositories = repositories(tagging.journal(publicationId), mirror);
        try (RepositoryLock.Held held = lock.hold(repositories)) {
            attaching.attach(publicationId, repositories);
            held.check();
        }
    }

    private Copied bring(String publicationId, Registry mirror) {
        List<TagChange> standing = standing(publicationId);
        if (standing.isEmpty()) {
            return passed();
        }
        Digest digest = standing.getFirst().to();
        if (ledger.decide(publicationId, digest) instanceof Decision.Refused refused) {
            return new Copied.Nothing(refused.why());
        }
        RepositoryReference source = RepositoryReference.of(in(config.production(), standing.getFirst()));
        if (registries.head(source.at(digest)).isEmpty()) {
            return new Copied.Nothing(FailureReport.of("not-found", false, source.at(digest) + " is no longer there"));
        }
        List<RepositoryReference> repositories = repositories(standing, mirror);
        Manifest manifest = promotion.bring(source.at(digest), repositories);
        try (RepositoryLock.Held held = lock.hold(repositories)) {
            // The copy may have waited long for the mirror.
            return switch (ledger.decide(publicationId, digest)) {
                case Decision.Refused refused -> new Copied.Nothing(refused.why());
                case Decision.Approved approved -> {
                    evidence.attach(evidence.store(approved.verdict(), manifest, source, repositories));
                    evidence.carry(manifest, source, repositories);
                    yield point(publicationId, mirror, manifest, held);
                }
            };
        }
    }

    /** What a row still says of a tag that was set when another registry was production is not what mirrors follow. */
    private List<TagChange> standing(String publicationId) {
        return tagging.standing(publicationId).stream()
                .filter(change -> change.reference().registry().equals(config.production()))
                .toList();
    }

    /** Who moves tags there later does so after this lock, and so after what is read now. */
    private Copied point(String publicationId, Registry mirror, Manifest manifest, RepositoryLock.Held held) {
        held.check();
        try {
            Copied copied = point(standing(publicationId), mirror, manifest);
            held.check();
            return copied;
        } catch (RuntimeException e) {
            throw held.orLost(e);
        }
    }

    /**
     * Gives tags back that this publication set in the mirror after its lock was lost: to what the row of each says, if
     * the mirror has that. If it has not, that is still to be copied.
     */
    void giveBack(String publicationId, Registry mirror) {
        List<TagChange> moved = tagging.journal(publicationId).stream()
                .filter(change -> change.role() != TagRole.REVISION)
                .toList();
        try (RepositoryLock.Held held = lock.hold(repositories(moved, mirror))) {
            Map<String, Digest> recorded = tagging.recorded(moved);
            Map<ImageReference, Descriptor> now =
                    tags.read(moved.stream().map(change -> in(mirror, change)).toList());
            moved.stream()
                    .filter(change -> recorded.containsKey(change.reference))
                    .forEach(change -> giveBack(change, in(mirror, change), now, recorded.get(change.reference)));
            held.check();
        }
    }

    private void giveBack(TagChange late, ImageReference tag, Map<ImageReference, Descriptor> now, Digest right) {
        boolean isLate = now.containsKey(tag) && now.get(tag).digest().equals(late.to());
        if (isLate
                && !late.to().equals(right)
                && registries.head(RepositoryReference.of(tag).at(right)).isPresent()) {
            tags.point(tag, right);
        }
    }

    private static List<RepositoryReference> repositories(List<TagChange> changes, Registry mirror) {
        return changes.stream()
                .map(change -> RepositoryReference.of(in(mirror, change)))
                .distinct()
                .toList();
    }

    private static Copied passed() {
        return new Copied.Nothing(FailureReport.superseded("all of its tags were moved by later publications"));
    }

    private Copied point(List<TagChange> standing, Registry mirror, Manifest manifest) {
        List<ImageReference> all =
                standing.stream().map(change -> in(mirror, change)).toList();
        Map<ImageReference, Descriptor> now = tags.read(all);
        for (TagRole role : TagRole.values()) {
            List<ImageReference> moving = standing.stream()
                    .filter(change -> change.role() == role)
                    .map(change -> in(mirror, change))
                    .filter(tag -> !isAt(manifest, now.get(tag)))
                    .toList();
            if (role == TagRole.REVISION) {
                requireNew(moving, now, manifest);
            }
            tags.point(moving, manifest);
        }
        tags.verify(all, manifest.digest());
        List<ImageReference> told = standing.stream()
                .filter(change -> change.role() != TagRole.REVISION)
                .map(change -> in(mirror, change))
                .toList();
        return told.isEmpty() ? passed() : new Copied.There(manifest.digest(), told);
    }

    private static boolean isAt(Manifest manifest, Descriptor found) {
        return found != null && found.digest().equals(manifest.digest());
    }

    private static void requireNew(
            List<ImageReference> revisions, Map<ImageReference, Descriptor> now, Manifest manifest) {
        revisions.stream().filter(now::containsKey).findFirst().ifPresent(taken -> {
            throw PublishException.refused(
                    FailureKinds.REVISION_TAKEN,
                    taken + " is " + now.get(taken).digest() + " and never becomes " + manifest.digest()
                            + ": another program set it; remove it from the mirror");
        });
    }

    private static ImageReference in(Registry registry, TagChange change) {
        ImageReference reference = change.reference();
        return reference.repository().tag(reference.tag()).in(registry);
    }
}
