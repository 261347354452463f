package dev.imprimatur.publisher.tag;

import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.publisher.PublishException;
import java.util.Collection;

/** Which image may take which tag. */
final class TagRules {
    private TagRules() {}

    /**
     * Checks that the candidate may take all of these tags from the images that hold them now. What its request allows,
     * it may.
     *
     * @param place where the publication is in the order of truth
     * @throws PublishException if it may not take one of them
     */
    static void check(Candidate candidate, Place place, Collection<HeldTag> wanted) {
        ImageKey image = candidate.image();
        for (HeldTag tag : wanted) {
            ImageKey holder = tag.image;
            if (tag.role == TagRole.REVISION) {
                throw PublishException.refused(
                        FailureKinds.TAG_TAKEN,
                        "tag " + tag.reference + " names a revision of " + holder + " for ever, so " + image
                                + " cannot have it; give it another tag in the catalogue");
            }
            checkOrder(place, tag);
            if (holder.family().equals(image.family()) && holder.variant().equals(image.variant())) {
                checkForward(candidate, holder, tag);
            } else if (!candidate.allow().contains(Allowance.TAKEOVER)) {
                throw PublishException.refused(
                        FailureKinds.TAG_TAKEN,
                        "tag " + tag.reference + " belongs to " + holder + ", so " + image
                                + " cannot have it; give one of them another tag in the catalogue, or allow takeover");
            }
        }
    }

    /**
     * Checks that the tag was not set by something later.
     *
     * @throws PublishException if it was
     */
    static void checkOrder(Place place, HeldTag tag) {
        if (tag.order().isAfter(place)) {
            throw PublishException.refused(
                    FailureKinds.SUPERSEDED,
                    "tag " + tag.reference + " is " + tag.digest + " by the later rebuild " + tag.rebuildId + " of "
                            + tag.image);
        }
    }

    private static void checkForward(Candidate candidate, ImageKey holder, HeldTag tag) {
        ImageKey image = candidate.image();
        if (ImageVersion.of(holder.version()).isHigherThan(ImageVersion.of(image.version()))
                && !candidate.allow().contains(Allowance.BACKWARD)) {
            throw PublishException.refused(
                    "would-move-backward",
                    "tag " + tag.reference + " is at " + holder + " and does not move back to " + image
                            + "; plan the tag for the higher version, roll back explicitly, or allow backward");
        }
    }
}
