package dev.imprimatur.publisher.tag;

import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the database knows of tags: who holds them, and what is being changed. */
@ApplicationScoped
public class Tagging {
    @Inject
    PublisherConfig config;

    /**
     * Checks that the candidate may take all of its tags.
     *
     * @param sequence the publication's place in the order of all
     * @throws PublishException if it may not take one of them
     */
    @Transactional
    public void check(Candidate candidate, long sequence) {
        List<String> wanted =
                references(candidate).stream().map(ImageReference::toString).toList();
        TagRules.check(candidate, sequence, HeldTag.list("reference in ?1 order by reference", wanted));
    }

    /** The full references in production that the candidate is to have, pinned ones first. */
    public List<ImageReference> references(Candidate candidate) {
        return candidate.tags().stream()
                .distinct()
                .map(tag -> tag.in(config.production()))
                .toList();
    }

    /** What this publication has in the journal, nothing before its first attempt got that far. */
    @Transactional
    public List<TagChange> journal(String publicationId) {
        return TagChange.of(publicationId);
    }

    /** Writes into the journal what is about to be changed. */
    @Transactional
    public List<TagChange> plan(
            String publicationId, Map<ImageReference, Descriptor> now, Candidate candidate, Digest to) {
        List<TagChange> changes = new ArrayList<>();
        for (ImageReference reference : references(candidate)) {
            Descriptor current = now.get(reference);
            Digest from = current == null ? null : current.digest();
            changes.add(TagChange.planned(publicationId, changes.size(), reference, from, to));
        }
        TagChange.persist(changes);
        return changes;
    }

    /** Notes, as part of the current transaction, that every change was made and read back. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void applied(String publicationId, ImageKey image, RebuildId rebuild, long sequence) {
        TagChange.of(publicationId).forEach(change -> {
            change.state = TagChange.State.APPLIED;
            HeldTag tag = HeldTag.findById(change.reference);
            if (tag == null) {
                tag = new HeldTag();
                tag.reference = change.reference;
                tag.repository = change.reference().repository().path();
            }
            if (!change.toDigest.equals(tag.digest)) {
                tag.since = Instant.now();
            }
            tag.digest = change.toDigest;
            tag.image = image.toString();
            tag.rebuildId = rebuild.value();
            tag.sequence = sequence;
            tag.persist();
        });
    }

    /** Notes, as part of the current transaction, that the changes were taken back. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void restored(String publicationId) {
        TagChange.of(publicationId).forEach(change -> change.state = TagChange.State.RESTORED);
    }
}
