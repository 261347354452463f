package dev.imprimatur.publisher.tag;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Moves tags back that a publication set and may not keep: to the digest in the row of each. What the publication found
 * before it counts only for a tag without a row.
 */
@ApplicationScoped
public class TagRestore {
    private static final Logger LOG = Logger.getLogger(TagRestore.class);

    /** The registry has lost or damaged the image. Anything else that it refuses now it may take later. */
    private static final Set<Kind> GONE =
            Set.of(Kind.NOT_FOUND, Kind.CONTENT_MISSING, Kind.DIGEST_MISMATCH, Kind.UNREADABLE);

    @Inject
    Tagging tagging;

    @Inject
    TagWriter tags;

    @Inject
    RepositoryLock lock;

    /**
     * Restores these as {@link #restore} does, under the lock of their repositories.
     *
     * @throws dev.imprimatur.publisher.PublishException if that is lost meanwhile: what was set may be another
     *     publication's
     */
    public List<ImageReference> underLock(List<TagChange> changes) {
        try (RepositoryLock.Held held = lock.hold(changes.stream()
                .map(change -> RepositoryReference.of(change.reference()))
                .distinct()
                .toList())) {
            return restore(changes, held);
        }
    }

    private List<ImageReference> restore(List<TagChange> changes, RepositoryLock.Held held) {
        List<ImageReference> left;
        try {
            left = restore(changes);
        } catch (RuntimeException e) {
            throw held.orLost(e);
        }
        held.check();
        return left;
    }

    /**
     * Moves these back, and reads them back. Their repositories have to be locked. Tags of revisions stay: no other
     * digest ever gets their number.
     *
     * @return the tags that stay: they did not exist before, and most registries cannot remove a tag without its
     *     manifest; or the registry no longer has what they were, or has it damaged
     * @throws RegistryException if the registry does not take one back, as while it is read-only
     * @throws dev.imprimatur.publisher.PublishException if one does not name then what it should
     */
    public List<ImageReference> restore(List<TagChange> changes) {
        List<TagChange> moved = changes.stream()
                .filter(change -> change.role() != TagRole.REVISION)
                .toList();
        Map<String, Digest> recorded = tagging.recorded(moved);
        Map<ImageReference, Descriptor> now =
                tags.read(moved.stream().map(tags::inProduction).toList());
        List<ImageReference> left = new ArrayList<>();
        for (TagChange change : moved) {
            ImageReference tag = tags.inProduction(change);
            Digest found = now.containsKey(tag) ? now.get(tag).digest() : null;
            Digest record = recorded.get(change.reference);
            if (record == null && !change.to().equals(found)) {
                continue;
            }
            Digest right = record == null ? tagging.before(change) : record;
            if (right == null || found != null && !right.equals(found) && !isGivenBack(tag, right)) {
                left.add(tag);
            }
        }
        return left;
    }

    /** Points the tag to it, unless the image is gone: then a rebuild has to bring one. */
    private boolean isGivenBack(ImageReference tag, Digest right) {
        try {
            tags.point(tag, right);
        } catch (RegistryException e) {
            if (!GONE.contains(e.kind())) {
                throw e;
            }
            LOG.warnf("%s is not given back to %s: %s", tag, right, e.getMessage());
            return false;
        }
        tags.verify(List.of(tag), right);
        return true;
    }
}
