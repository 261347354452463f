package dev.imprimatur.publisher.release;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.tag.HeldTag;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What is needed of a revision here: its verdict, which is long, is left where it is.
 *
 * @param image the image of the catalogue
 * @param digest the digest
 * @param number its number
 * @param publishedAt when its tags were first read back, or null
 */
@RegisterForReflection
record RevisionTime(ImageKey image, Digest digest, int number, Instant publishedAt) {
    /** Which revision. */
    record Key(ImageKey image, Digest digest) {
        static Key of(HeldTag tag) {
            return new Key(tag.image, tag.digest);
        }
    }

    Key key() {
        return new Key(image, digest);
    }

    /** The revisions of these images. */
    static List<RevisionTime> of(Set<ImageKey> images) {
        return Revision.find("image in ?1", images).project(RevisionTime.class).list();
    }
}
