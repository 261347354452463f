package dev.imprimatur.publisher.restore;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.publication.Publication;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.revision.Revisions;
import dev.imprimatur.publisher.tag.HeldTag;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRole;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes back, as part of the current transaction, revisions and tags as they were announced before a database was
 * restored.
 */
@ApplicationScoped
class RestoredTags {
    @Inject
    PublisherConfig config;

    @Inject
    Revisions revisions;

    /**
     * Notes a number that was given and announced.
     *
     * @param digest what was published
     * @return false if the number is another digest's, or the verdict is on another digest than the one that stayed
     */
    @Transactional(Transactional.TxType.MANDATORY)
    boolean revision(TestCompleted tested, Digest digest, int number) {
        ImageKey image = tested.candidate().image();
        if (Revision.of(image, digest).isEmpty()) {
            if (!digest.equals(tested.staged().digest())
                    || Revision.count("image = ?1 and number = ?2", image, number) > 0) {
                return false;
            }
            Revision.reserved(tested, digest, number).persist();
        }
        revisions.published(image, digest);
        return true;
    }

    /**
     * Writes into the journal what a publication is known to have changed, but for what something later has set since.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    void tags(Publication publication, Candidate candidate, int revision, List<PublishedTag> tags, Digest to) {
        TagChange.delete("publicationId", publication.id);
        List<TagChange> changes = new ArrayList<>();
        candidate.pinned().stream()
                .distinct()
                .map(pinned -> Revision.tag(pinned, revision).in(config.production()))
                .forEach(tag -> changes.add(
                        TagChange.planned(publication.id, changes.size(), TagRole.REVISION, tag, null, to)));
        for (PublishedTag tag : tags) {
            HeldTag held = HeldTag.findById(tag.reference().toString());
            if (held != null && held.outlasts(candidate.image(), publication.order())) {
                continue;
            }
            Tag name = tag.reference().repository().tag(tag.reference().tag());
            TagRole role = candidate.pinned().contains(name) ? TagRole.PINNED : TagRole.ALIAS;
            changes.add(TagChange.planned(publication.id, changes.size(), role, tag.reference(), tag.previous(), to));
        }
        TagChange.persist(changes);
    }
}
