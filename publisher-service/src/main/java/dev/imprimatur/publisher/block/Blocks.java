package dev.imprimatur.publisher.block;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.publisher.PublishException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Keeps blocked digests from being published. */
@ApplicationScoped
public class Blocks {

    /** Whether the digest is blocked. */
    @Transactional
    public boolean holds(Digest digest) {
        return BlockedDigest.findById(digest.value()) != null;
    }

    /** @throws PublishException if the digest is blocked */
    @Transactional(dontRollbackOn = PublishException.class)
    public void check(Digest digest) {
        BlockedDigest blocked = BlockedDigest.findById(digest.value());
        if (blocked != null) {
            throw PublishException.refused(
                    "blocked",
                    digest + " was blocked " + (blocked.blockedBy == null ? "" : "by " + blocked.blockedBy + " ")
                            + "at " + blocked.blockedAt
                            + (blocked.reason == null ? "" : " (" + blocked.reason + ")")
                            + "; publish another build, or imprimatur unblock " + digest);
        }
    }
}
