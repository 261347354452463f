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
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRole;
import dev.imprimatur.publisher.tag.TagWriter;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;

/** Sets in a mirror the tags that a publication has in the first registry. */
@ApplicationScoped
class MirrorTags {
    @Inject
    RegistryClient registries;

    @Inject
    Tagging tagging;

    @Inject
    RepositoryLock lock;

    @Inject
    TagWriter tags;

    /** The repositories of a mirror that the tags of these changes are in. */
    static List<RepositoryReference> repositories(List<TagChange> changes, Registry mirror) {
        return changes.stream()
                .map(change -> RepositoryReference.of(in(mirror, change)))
                .distinct()
                .toList();
    }

    /** The tag of a change, in this registry. */
    static ImageReference in(Registry registry, TagChange change) {
        ImageReference reference = change.reference();
        return reference.repository().tag(reference.tag()).in(registry);
    }

    /** Sets those of these tags that are elsewhere, and reads all of them back. */
    Copied point(List<TagChange> standing, Registry mirror, Manifest manifest) {
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

    /** Nothing is to be copied, since no tag is the publication's any more. */
    static Copied passed() {
        return new Copied.Nothing(FailureReport.superseded("all of its tags were moved by later publications"));
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
}
