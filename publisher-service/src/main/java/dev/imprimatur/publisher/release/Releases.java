package dev.imprimatur.publisher.release;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.publisher.block.BlockedDigest;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.tag.HeldTag;
import dev.imprimatur.publisher.tag.TagRole;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the releases of a repository. */
@ApplicationScoped
public class Releases {

    /** One for each pinned tag and each tag of a revision, by their references. */
    @Transactional
    public List<Release> of(Repository repository, LocalDate today) {
        List<HeldTag> tags = HeldTag.list(
                "repository = ?1 and role in ?2 order by reference",
                repository,
                List.of(TagRole.PINNED, TagRole.REVISION));
        Map<RevisionTime.Key, RevisionTime> revisions = RevisionTime.of(images(tags)).stream()
                .collect(Collectors.toMap(RevisionTime::key, Function.identity()));
        Set<ImageKey> ended = ended(images(tags), today);
        Set<Digest> blocked = blocked(tags);
        Map<ImageKey, Integer> current = current(tags, revisions);
        return tags.stream()
                .map(tag -> {
                    RevisionTime revision = revisions.get(RevisionTime.Key.of(tag));
                    boolean left =
                            revision != null && revision.number() > current.getOrDefault(tag.image, Integer.MAX_VALUE);
                    return new Release(
                            ImageReference.parse(tag.reference).tag(),
                            revision == null || revision.publishedAt() == null ? tag.since : revision.publishedAt(),
                            tag.digest,
                            left || blocked.contains(tag.digest) || ended.contains(tag.image));
                })
                .toList();
    }

    private static Set<ImageKey> images(List<HeldTag> tags) {
        return tags.stream().map(tag -> tag.image).collect(Collectors.toSet());
    }

    /** The number of the revision that each image is at: higher ones are those that it went back from. */
    private static Map<ImageKey, Integer> current(List<HeldTag> tags, Map<RevisionTime.Key, RevisionTime> revisions) {
        return tags.stream()
                .filter(tag -> tag.role == TagRole.PINNED && revisions.containsKey(RevisionTime.Key.of(tag)))
                .collect(Collectors.toMap(
                        tag -> tag.image,
                        tag -> revisions.get(RevisionTime.Key.of(tag)).number(),
                        Integer::max));
    }

    private static Set<Digest> blocked(List<HeldTag> tags) {
        Set<String> digests = tags.stream().map(tag -> tag.digest.value()).collect(Collectors.toSet());
        return BlockedDigest.<BlockedDigest>list("digest in ?1", digests).stream()
                .map(block -> new Digest(block.digest))
                .collect(Collectors.toSet());
    }

    /** The last statement counts for all revisions of an image: a whole line ends. */
    private static Set<ImageKey> ended(Set<ImageKey> images, LocalDate today) {
        return Revision.newest(images).stream()
                .filter(revision ->
                        revision.endOfLife() != null && revision.endOfLife().isBefore(today))
                .map(revision -> revision.image)
                .collect(Collectors.toSet());
    }
}
