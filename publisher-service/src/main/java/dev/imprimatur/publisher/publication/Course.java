package dev.imprimatur.publisher.publication;

import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.tag.TagChange;
import java.util.List;
import java.util.Optional;

/**
 * What a publication is going to do. It is decided once an attempt, before anything is brought to production, and for good when
 * the journal is written.
 *
 * @param image what every tag is to name
 * @param stays whether that is what was published before, since what was tested is the same
 */
record Course(ImageReference image, boolean stays) {

    /** The image that was approved is published, unless one stays in its place. */
    static Course of(ImageReference approved, Optional<ImageReference> inStead) {
        return inStead.map(standing -> new Course(standing, true)).orElseGet(() -> new Course(approved, false));
    }

    /** Whether the tags of this journal stay at what was published before. */
    static boolean stays(TestCompleted tested, List<TagChange> journal) {
        return !journal.getFirst().to().equals(tested.staged().digest());
    }
}
