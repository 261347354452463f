package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import java.util.List;

/**
 * What every tag is to name. Each attempt decides it before anything is promoted; once the journal is written, it is
 * final.
 */
sealed interface Target {

    /** The image. */
    ImageReference image();

    /** In the log of an attempt: that every repository has it. */
    String promoted(Digest digest, List<RepositoryReference> repositories);

    /** In the publisher's own log: that it is done. */
    String done(ImageKey image, Digest digest);

    /** What ends the log of an attempt: that its tags were read back. */
    String tagged(Digest digest, int tags);

    /**
     * The image that was approved.
     *
     * @param image where it lies
     */
    record Approved(ImageReference image) implements Target {
        @Override
        public String promoted(Digest digest, List<RepositoryReference> repositories) {
            return "promoted %s to %s".formatted(digest, repositories);
        }

        @Override
        public String done(ImageKey name, Digest digest) {
            return "published %s as %s in".formatted(name, digest);
        }

        @Override
        public String tagged(Digest digest, int tags) {
            return "<== published %s with %d tags, each read back".formatted(digest, tags);
        }
    }

    /**
     * The image that was published before, since what was tested is the same.
     *
     * @param image where it lies in production
     */
    record Unchanged(ImageReference image) implements Target {
        @Override
        public String promoted(Digest digest, List<RepositoryReference> repositories) {
            return "nothing is changed: %s stays in %s".formatted(digest, repositories);
        }

        @Override
        public String done(ImageKey name, Digest digest) {
            return "%s is unchanged and stays %s:".formatted(name, digest);
        }

        @Override
        public String tagged(Digest digest, int tags) {
            return "<== kept %s with %d tags, each read back".formatted(digest, tags);
        }
    }
}
