package dev.imprimatur.publisher.tag;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.history.TagPeriod;
import dev.imprimatur.publisher.revision.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Keeps what the database knows of tags: which image has each, and what is being changed. */
@ApplicationScoped
public class Tagging {
    @Inject
    PublisherConfig config;

    @Inject
    CandidateTags wanted;

    @Inject
    BaseOrder bases;

    /**
     * Checks that the candidate may take all of its tags.
     *
     * @param place where the publication is in the order of truth
     * @throws PublishException if it may not take one of them
     */
    @Transactional(dontRollbackOn = PublishException.class)
    public void check(Candidate candidate, Place place) {
        List<HeldTag> held = wanted.held(candidate);
        TagRules.check(candidate, place, held);
        held.stream().filter(tag -> tag.place != null).forEach(tag -> checkBases(candidate, tag));
    }

    /** A later rebuild may have been rendered before an earlier one published a base of both. */
    private void checkBases(Candidate candidate, HeldTag tag) {
        Revision.of(tag.image, tag.digest)
                .map(revision -> revision.tested().candidate())
                .flatMap(other -> bases.older(candidate, other))
                .ifPresent(base -> {
                    throw PublishException.refused(
                            FailureKinds.SUPERSEDED,
                            "tag " + tag.reference + " is " + tag.digest + " by rebuild " + tag.rebuildId + " of "
                                    + tag.image + ", on a newer base than " + base);
                });
    }

    /**
     * Checks that nothing later has set one of the candidate's tags.
     *
     * @throws PublishException if that is so
     */
    @Transactional
    public void checkOrder(Candidate candidate, Place place) {
        wanted.held(candidate).forEach(tag -> TagRules.checkOrder(place, tag));
    }

    /**
     * Checks that the candidate may take tags that name something else in the registry than this database knows,
     * because it was restored or emptied, or another program set them. The image that each names in the registry
     * counts.
     *
     * @param now what its tags name in the registry
     * @throws PublishException if it may not take one of them
     */
    @Transactional
    public void checkUnknown(Candidate candidate, Place place, Map<ImageReference, Descriptor> now) {
        TagRules.check(candidate, place, wanted.unknown(candidate, now));
    }

    /** The digest in the row of each of these tags; a tag without a row is left out. */
    @Transactional
    public Map<String, Digest> recorded(List<TagChange> changes) {
        return HeldTag.of(changes.stream().map(change -> change.reference).toList()).stream()
                .collect(Collectors.toMap(tag -> tag.reference, tag -> tag.digest));
    }

    /**
     * What a tag without a row pointed to before publications that did not complete moved it: one may have found what
     * another one left. Null if the tag did not exist.
     */
    @Transactional
    public Digest before(TagChange change) {
        List<TagChange> earlier =
                TagChange.list("reference = ?1 and id < ?2 order by id desc", change.reference, change.id);
        Digest found = change.fromDigest;
        for (TagChange each : earlier) {
            if (each.toDigest.equals(found)) {
                found = each.fromDigest;
            }
        }
        return found;
    }

    /** The repositories that have published tags. */
    @Transactional
    public List<Repository> repositories() {
        return HeldTag.getEntityManager()
                .createQuery(
                        "select distinct tag.repository from HeldTag tag order by tag.repository", Repository.class)
                .getResultList();
    }

    /**
     * What is published in this repository of production. Left out is what a publication moves, or moved before its
     * publisher ended, and what was published when another registry was production.
     */
    @Transactional
    public List<HeldTag> settled(RepositoryReference repository) {
        return HeldTag.list(
                "from HeldTag tag where tag.repository = ?1 and locate(?2, tag.reference) = 1 and not exists"
                        + " (from TagChange change where change.reference = tag.reference and change.state = PLANNED)",
                repository.repository(),
                repository + ":");
    }

    /**
     * Whether the tags of this revision name another digest in the registry: the one that gave that number has
     * forgotten it.
     */
    public boolean isTaken(Candidate candidate, int revision, Map<ImageReference, Descriptor> now, Digest digest) {
        return candidate.pinned().stream()
                .map(pinned -> Revision.tag(pinned, revision).in(config.production()))
                .filter(now::containsKey)
                .anyMatch(tag -> !now.get(tag).digest().equals(digest));
    }

    /** The journal of this publication; empty until its first attempt gets that far. */
    @Transactional
    public List<TagChange> journal(String publicationId) {
        return TagChange.of(publicationId);
    }

    /** The changes of this publication that still stand: no later one has moved the tag. */
    @Transactional
    public List<TagChange> standing(String publicationId) {
        return TagChange.list(
                "from TagChange change where change.publicationId = ?1 and exists (from HeldTag tag"
                        + " where tag.reference = change.reference and tag.digest = change.toDigest)"
                        + " order by change.position",
                publicationId);
    }

    /**
     * Writes into the journal what is about to be changed, in place of an earlier attempt's plan. What a tag pointed to
     * before is taken from its row: the registry may show what that attempt did.
     *
     * @param now what is in the registry
     * @param revision the number of the digest among the image's
     * @throws PublishException if the tag of that revision is another digest's
     */
    @Transactional
    public List<TagChange> plan(
            String publicationId, Map<ImageReference, Descriptor> now, Candidate candidate, int revision, Digest to) {
        Map<String, TagChange> former = TagChange.of(publicationId).stream()
                .collect(Collectors.toMap(change -> change.reference, each -> each));
        List<ImageReference> references = wanted.references(candidate, revision);
        Map<String, Digest> held = HeldTag.of(
                        references.stream().map(ImageReference::toString).toList())
                .stream()
                .collect(Collectors.toMap(tag -> tag.reference, tag -> tag.digest));
        TagChange.delete("publicationId", publicationId);
        List<TagChange> changes = new ArrayList<>();
        for (ImageReference reference : references) {
            Descriptor current = now.get(reference);
            Digest found = current == null ? null : current.digest();
            TagChange known = former.get(reference.toString());
            Digest from = held.getOrDefault(reference.toString(), known == null ? found : known.from());
            Tag tag = reference.repository().tag(reference.tag());
            TagRole role = candidate.pinned().contains(tag)
                    ? TagRole.PINNED
                    : candidate.aliases().contains(tag) ? TagRole.ALIAS : TagRole.REVISION;
            if (role == TagRole.REVISION && found != null && !found.equals(to)) {
                throw PublishException.refused(
                        FailureKinds.REVISION_TAKEN,
                        reference + " is " + found + " and never becomes " + to
                                + ": another program set it; remove it, or" + " rebuild, which takes the next number");
            }
            changes.add(TagChange.planned(publicationId, changes.size(), role, reference, from, to));
        }
        TagChange.persist(changes);
        return changes;
    }

    /**
     * Notes, as part of the current transaction, that every change was made and read back.
     *
     * @throws PublishException if something later has set one of the tags meanwhile
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void applied(
            String publicationId, ImageKey image, RebuildId rebuild, Place place, String reason, Instant when) {
        TagChange.of(publicationId).forEach(change -> {
            change.state = TagChange.State.APPLIED;
            HeldTag tag = HeldTag.findById(change.reference, LockModeType.PESSIMISTIC_WRITE);
            if (tag == null) {
                tag = new HeldTag();
                tag.reference = change.reference;
                tag.repository = change.reference().repository();
            } else if (change.role != TagRole.REVISION) {
                TagRules.checkOrder(place, tag);
            }
            if (!change.toDigest.equals(tag.digest)) {
                tag.since = when;
                TagPeriod.begin(change.reference(), change.toDigest, image, rebuild, reason, when);
            }
            tag.digest = change.toDigest;
            tag.image = image;
            tag.role = change.role;
            tag.rebuildId = rebuild;
            tag.place = place.given();
            tag.sequence = place.arrival();
            tag.persist();
        });
    }

    /** Notes, as part of the current transaction, that the changes were taken back. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void restored(String publicationId) {
        TagChange.of(publicationId).forEach(change -> change.state = TagChange.State.RESTORED);
    }
}
