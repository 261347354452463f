package dev.imprimatur.messaging.order;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.key.TrustedSigners;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Believes a place if a renderer's key signed it for exactly this candidate or rollback. So there is no place above the
 * highest that was given, which would keep everything later from its tags.
 */
public final class Orders {
    private final TrustedSigners renderers;

    /** Those that these keys signed: files or folders. */
    public Orders(List<Path> keys) {
        this(TrustedSigners.of(keys, SharedClock.UTC));
    }

    /** Those that these signed. */
    public Orders(TrustedSigners renderers) {
        this.renderers = renderers;
    }

    /**
     * Checks a candidate that just came.
     *
     * @throws AttestationException if no key that counts now signed its place, or it has none
     */
    public void check(Candidate candidate, RebuildId rebuild) {
        check(candidate, rebuild, renderers.counting());
    }

    /**
     * Checks a candidate that came before: a key that was retired since counts as well.
     *
     * @throws AttestationException if no such key signed its place, or it has none
     */
    public void checkKept(Candidate candidate, RebuildId rebuild) {
        check(candidate, rebuild, renderers.kept());
    }

    /**
     * Checks an ordered rollback.
     *
     * @throws AttestationException if no renderer that counts signed its place
     */
    public void check(RollbackOrdered rollback) {
        check(rollback.order(), rollback.hash(), Order.of(rollback), renderers.counting());
    }

    /**
     * Checks an ordered rollback that came before: a key that was retired since counts as well.
     *
     * @throws AttestationException if no such key signed its place
     */
    public void checkKept(RollbackOrdered rollback) {
        check(rollback.order(), rollback.hash(), Order.of(rollback), renderers.kept());
    }

    private static void check(Candidate candidate, RebuildId rebuild, Function<String, Optional<PublicKey>> keys) {
        if (candidate.place() == null) {
            throw unsigned("its rebuild has no place, as from a renderer that gives none yet");
        }
        check(candidate.order(), candidate.hash(), Order.of(candidate, rebuild), keys);
    }

    private static void check(
            SignedEnvelope order, Digest what, Order expected, Function<String, Optional<PublicKey>> keys) {
        if (order == null) {
            throw unsigned("its place is not signed by a renderer");
        }
        Statement.parse(order.opened().verified(Envelope.IN_TOTO, keys))
                .check(
                        what,
                        Order.TYPE,
                        expected,
                        "the renderer signed another place, or for something else: " + expected);
    }

    private static AttestationException unsigned(String message) {
        return new AttestationException(Kind.SIGNATURE_INVALID, message);
    }
}
