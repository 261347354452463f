package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.block.BlockedDigest;
import dev.imprimatur.publisher.tag.HeldTag;

/** Checks the digest that a rollback's tags leave: when the rollback is asked for, and again when its turn comes. */
public final class Leaving {
    private Leaving() {}

    /**
     * Checks that it is what the asker saw, where the request says that.
     *
     * @param now what the image's tags have
     * @throws PublishException if it is not
     */
    public static void check(RollbackRequested request, ImageKey image, Digest now) {
        if (request.leaves() != null && !request.leaves().equals(now)) {
            throw PublishException.refused(
                    "tags-moved-on",
                    "the tags of " + image + " were to leave " + request.leaves() + " and have " + now
                            + " by now; look at it again, and decide then");
        }
    }

    /**
     * Blocks it, as part of the current transaction, if an earlier publication has set it while the rollback waited.
     */
    static void lookAgain(Publication publication) {
        if (publication.request() instanceof Request.ByRollback rollback && rollback.leaves() != null) {
            HeldTag.newest(publication.image)
                    .map(tag -> tag.digest)
                    .filter(now -> !now.equals(rollback.leaves()))
                    .ifPresent(now -> leave(now, publication, rollback));
        }
    }

    private static void leave(Digest now, Publication publication, Request.ByRollback rollback) {
        RollbackRequested request = rollback.asked();
        check(request, publication.image, now);
        // Another rollback may have gone there already: that leaves nothing more.
        if (!now.equals(rollback.tested().staged().digest())) {
            BlockedDigest.takeOver(rollback.leaves(), publication.id);
            BlockedDigest.block(now, publication.image, request.reason(), request.requestedBy(), publication.id);
            publication.leaves = now;
        }
    }
}
