package dev.imprimatur.publisher.block;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.PlainText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** Keeps blocked digests from being published. */
@ApplicationScoped
public class Blocks {
    @Inject
    Event<BlockLifted> lifted;

    /** Ends the block of a digest as part of the current transaction, if there is one. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean lift(Digest digest) {
        return tell(digest, BlockedDigest.lift(digest));
    }

    /** Ends the block of a rollback whose tags did not leave the digest, as part of the current transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean release(Digest digest, String rollbackId) {
        return tell(digest, BlockedDigest.release(digest, rollbackId));
    }

    private boolean tell(Digest digest, boolean ended) {
        if (ended) {
            lifted.fire(new BlockLifted(digest));
        }
        return ended;
    }

    /** Why the digest may not be published, if it is blocked. */
    @Transactional
    public Optional<FailureReport> refused(Digest digest) {
        return BlockedDigest.<BlockedDigest>findByIdOptional(digest.value())
                .map(blocked ->
                        FailureReport.of(FailureKinds.BLOCKED, false, PlainText.bounded(text(digest, blocked))));
    }

    private static String text(Digest digest, BlockedDigest blocked) {
        return digest + " was blocked " + (blocked.blockedBy == null ? "" : "by " + blocked.blockedBy + " ") + "at "
                + blocked.blockedAt + (blocked.reason == null ? "" : " (" + blocked.reason + ")")
                + "; publish another build, or imprimatur unblock " + digest;
    }
}
