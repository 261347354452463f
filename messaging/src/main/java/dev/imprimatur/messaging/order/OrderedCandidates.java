package dev.imprimatur.messaging.order;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.proof.NeededKeys;
import dev.imprimatur.messaging.proof.Unsigned;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Lets only what a renderer signed be built and tested. What none signed is no event: in the inbox it would hide the
 * genuine one.
 */
public final class OrderedCandidates {
    private static final Logger LOG = Logger.getLogger(OrderedCandidates.class);

    private final Orders orders;
    private final Unsigned unsigned;
    private final String done;

    /**
     * Those that these keys signed.
     *
     * @param keys public keys of renderers: files or folders; read again for each image
     * @param unsigned what becomes of images that none signed: those that are allowed have no place
     * @param done what is done with an image: built, or tested
     */
    public OrderedCandidates(List<Path> keys, Unsigned unsigned, String done) {
        this.orders = new Orders(keys);
        this.unsigned = unsigned;
        this.done = done;
        if (keys.isEmpty()) {
            LOG.warnf(
                    "no renderer is trusted, so nothing that has a place is %s: set imprimatur.order.keys to the"
                            + " renderer's public key; docs/signing.md says how",
                    done);
        }
        if (unsigned == Unsigned.ALLOW) {
            LOG.warnf(
                    "images that no renderer has signed are %s too: set imprimatur.order.unsigned back to refuse once"
                            + " every renderer and builder is of this release",
                    done);
        }
    }

    /** The renderers' keys without which nothing is believed, if those are named. */
    public static List<NeededKeys> needed(List<Path> keys, Unsigned unsigned) {
        return keys.isEmpty() || unsigned == Unsigned.ALLOW
                ? List.of()
                : List.of(new NeededKeys("a renderer", "imprimatur.order.keys", keys));
    }

    /** @throws BadEventException if no trusted renderer signed this very candidate for this rebuild */
    public void check(Candidate candidate, RebuildId rebuild) {
        if (candidate.place() == null && candidate.order() == null && unsigned == Unsigned.ALLOW) {
            return;
        }
        try {
            orders.check(candidate, rebuild);
        } catch (AttestationException e) {
            throw new BadEventException("order-refused: " + candidate.image() + " of rebuild " + rebuild + " is not "
                    + done + ": " + e.getMessage() + "; if a renderer asked for it, put its public key into"
                    + " imprimatur.order.keys, or see imprimatur.order.unsigned for upgrades");
        }
    }

    /**
     * Why a candidate that was let pass when it came is not to be used now: its key was revoked meanwhile. One that was
     * let pass without a signature has none that could be.
     */
    public Optional<FailureReport> refusedSince(Candidate candidate, RebuildId rebuild) {
        if (candidate.place() == null && candidate.order() == null) {
            return Optional.empty();
        }
        try {
            orders.checkKept(candidate, rebuild);
            return Optional.empty();
        } catch (AttestationException e) {
            return Optional.of(FailureReport.of(
                    FailureKinds.ORDER_REFUSED,
                    false,
                    candidate.image() + " is not " + done + ", though it was asked for: " + e.getMessage()));
        }
    }
}
