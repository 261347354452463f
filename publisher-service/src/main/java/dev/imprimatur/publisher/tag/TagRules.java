package dev.imprimatur.publisher.tag;

import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.publisher.PublishException;
import java.util.Collection;

/** Which image may take which tag. */
final class TagRules {
    private TagRules() {}

    /**
     * Checks that the image may take all of these tags from whoever holds them now.
     *
     * @param sequence the publication's place in the order of all
     * @throws PublishException if it may not take one of them
     */
    static void check(ImageKey image, long sequence, Collection<HeldTag> wanted) {
        for (HeldTag tag : wanted) {
            ImageKey holder = ImageKey.parse(tag.image);
            if (!holder.family().equals(image.family()) || !holder.variant().equals(image.variant())) {
                throw PublishException.refused(
                        "tag-taken",
                        "tag " + tag.reference + " belongs to " + holder + ", so " + image
                                + " cannot have it; give one of them another tag in the catalogue");
            }
            if (ImageVersion.of(holder.version()).isHigherThan(ImageVersion.of(image.version()))) {
                throw PublishException.refused(
                        "would-move-backward",
                        "tag " + tag.reference + " is at " + holder + " and does not move back to " + image
                                + "; plan the tag for the higher version, or roll back explicitly");
            }
            if (tag.sequence > sequence) {
                throw PublishException.refused(
                        "superseded",
                        "tag " + tag.reference + " was set by the later rebuild " + tag.rebuildId + " of " + holder);
            }
        }
    }
}
