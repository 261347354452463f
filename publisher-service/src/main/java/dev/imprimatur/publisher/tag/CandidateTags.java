package dev.imprimatur.publisher.tag;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.revision.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Knows with which tags a candidate is published, and where in production. */
@ApplicationScoped
public class CandidateTags {
    @Inject
    PublisherConfig config;

    @Inject
    RegistryImages images;

    /**
     * The candidate with the tags that its image goes back with: those that the image has now, and those of the earlier
     * revision that no other image took meanwhile.
     *
     * @throws PublishException if others took every pinned tag of the revision
     */
    @Transactional(dontRollbackOn = PublishException.class)
    public Candidate back(Candidate candidate) {
        List<Tag> now =
                HeldTag.<HeldTag>list("image = ?1 and role <> REVISION order by reference", candidate.image()).stream()
                        .map(tag -> ImageReference.parse(tag.reference))
                        .map(reference -> reference.repository().tag(reference.tag()))
                        .toList();
        Candidate all = with(
                candidate,
                Stream.concat(candidate.tags().stream(), now.stream())
                        .distinct()
                        .toList());
        return own(all, held(all));
    }

    /**
     * The candidate without the tags that belong to another image in the registry, though not in the database: one that
     * was restored is older than the tags, and one from another registry knows them by another name.
     *
     * @param now what its tags name in the registry
     * @throws PublishException if others have every pinned tag
     */
    @Transactional
    public Candidate own(Candidate candidate, Map<ImageReference, Descriptor> now) {
        return own(candidate, unknown(candidate, now));
    }

    /** The candidate without those of these tags that another image has. */
    private Candidate own(Candidate candidate, List<HeldTag> found) {
        Map<String, ImageKey> others = found.stream()
                .filter(tag -> !tag.image.equals(candidate.image()))
                .collect(Collectors.toMap(tag -> tag.reference, tag -> tag.image));
        List<Tag> own = candidate.tags().stream()
                .filter(tag -> !others.containsKey(tag.in(config.production()).toString()))
                .toList();
        if (candidate.pinned().stream().noneMatch(own::contains)) {
            throw lost(candidate, others);
        }
        return with(candidate, own);
    }

    /** An image without a pinned tag has no revision that could be announced. */
    private static PublishException lost(Candidate candidate, Map<String, ImageKey> others) {
        return PublishException.refused(
                FailureKinds.TAG_TAKEN,
                candidate.image() + " cannot go back, since no pinned tag of that revision is its own any more: "
                        + others.entrySet().stream()
                                .map(tag -> "tag " + tag.getKey() + " belongs to " + tag.getValue())
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + "; roll those images back instead, or give " + candidate.image()
                        + " a pinned tag of its own in the catalogue and rebuild it");
    }

    /**
     * The candidate's tags for which registry and database differ, each with the image that it names in the registry;
     * part of the current transaction.
     */
    List<HeldTag> unknown(Candidate candidate, Map<ImageReference, Descriptor> now) {
        Map<String, Digest> known =
                held(candidate).stream().collect(Collectors.toMap(tag -> tag.reference, tag -> tag.digest));
        return references(candidate).stream()
                .filter(now::containsKey)
                .filter(tag -> !now.get(tag).digest().equals(known.get(tag.toString())))
                .flatMap(tag -> images.of(tag, now.get(tag).digest()).map(image -> HeldTag.found(tag, image)).stream())
                .toList();
    }

    /** What the rows of the candidate's tags say; part of the current transaction. */
    List<HeldTag> held(Candidate candidate) {
        return HeldTag.of(
                references(candidate).stream().map(ImageReference::toString).toList());
    }

    private static Candidate with(Candidate candidate, List<Tag> tags) {
        return candidate.tagged(
                tags.stream().filter(candidate.pinned()::contains).toList(),
                tags.stream().filter(tag -> !candidate.pinned().contains(tag)).toList());
    }

    /**
     * The candidate with those of {@link Candidate#keeps} that its image still has: until the image that is to get them
     * is published, they move on with this one.
     */
    @Transactional
    public Candidate keeping(Candidate candidate) {
        if (candidate.keeps() == null) {
            return candidate;
        }
        List<String> held = HeldTag.<HeldTag>list("image = ?1 and role = ALIAS", candidate.image()).stream()
                .map(tag -> tag.reference)
                .toList();
        return candidate.tagged(
                candidate.pinned(),
                Stream.concat(
                                candidate.aliases().stream(),
                                candidate.keeps().stream()
                                        .filter(tag -> held.contains(
                                                tag.in(config.production()).toString())))
                        .distinct()
                        .toList());
    }

    /** The full references in production that the candidate is to have, pinned ones first. */
    public List<ImageReference> references(Candidate candidate) {
        return candidate.tags().stream()
                .distinct()
                .map(tag -> tag.in(config.production()))
                .toList();
    }

    /** The full references of the immutable tags of this revision, then those that the candidate is to have. */
    public List<ImageReference> references(Candidate candidate, int revision) {
        return Stream.concat(
                        candidate.pinned().stream()
                                .distinct()
                                .map(pinned -> Revision.tag(pinned, revision).in(config.production())),
                        references(candidate).stream())
                .toList();
    }

    /** The repositories of production that the candidate's tags are in, that of its first pinned tag first. */
    public List<RepositoryReference> repositories(Candidate candidate) {
        return references(candidate).stream()
                .map(RepositoryReference::of)
                .distinct()
                .toList();
    }
}
