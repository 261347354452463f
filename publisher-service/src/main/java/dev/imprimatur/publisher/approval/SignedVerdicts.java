package dev.imprimatur.publisher.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.proof.Believer;
import dev.imprimatur.messaging.proof.NeededKeys;
import dev.imprimatur.messaging.proof.SignedVerdict;
import dev.imprimatur.messaging.proof.Testers;
import dev.imprimatur.messaging.proof.Verdicts;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.publisher.PublishException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Believes a verdict if a trusted key signed exactly what the event says, and that not long ago. The signature covers
 * the whole event: what it does not cover cannot be in it. A place that it names is signed by a renderer too; one
 * without a place, from a release that gave none, is older than any that has one.
 */
@ApplicationScoped
public class SignedVerdicts implements Believer {
    private static final String ENVELOPE = "envelope";

    @Inject
    TrustConfig config;

    @Inject
    SignedOrders orders;

    private TrustedKeys trusted;
    private Clock clock = SharedClock.UTC;

    void open(@Observes @Priority(StartOrder.KEYS) StartupEvent start) {
        open(clock);
        positive("max-age", config.maxAge());
        positive("clock-skew", config.clockSkew());
    }

    void open(Clock ofTest) {
        clock = ofTest;
        trusted = new TrustedKeys(config.keys(), clock);
    }

    private static void positive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalStateException("configuration imprimatur.trust." + key + " is " + value
                    + ", expected a duration above zero, such as 24h");
        }
    }

    @Override
    public List<NeededKeys> needed() {
        return List.of(Testers.needed(config.keys()));
    }

    /**
     * The verdict as it was signed.
     *
     * @param event the event's JSON as it came
     * @param received when it came
     * @throws PublishException if it cannot be believed
     */
    public SignedVerdict believed(ObjectNode event, Instant received) {
        SignedVerdict verdict = genuine(event, received, false);
        fresh(verdict.event().occurredAt(), received);
        return verdict;
    }

    /**
     * The verdict as it was signed, which came before this database was restored: its key may have been retired since.
     *
     * @param event the event's JSON as it came
     * @param received when it came
     * @throws PublishException if no such key signed it
     */
    public SignedVerdict recalled(ObjectNode event, Instant received) {
        return genuine(event, received, true);
    }

    private SignedVerdict genuine(ObjectNode event, Instant received, boolean cameBefore) {
        if (!event.hasNonNull(ENVELOPE)) {
            throw PublishException.refused(
                    FailureKinds.VERDICT_NOT_SIGNED,
                    "the verdict is not signed; is its tester older than signatures, or was it no tester?"
                            + " Rebuild the image");
        }
        try {
            SignedVerdict verdict = Verdicts.verified(
                    event, received, id -> cameBefore ? trusted.findKept(id, received) : trusted.find(id, received));
            ordered(verdict.event(), cameBefore);
            return verdict;
        } catch (AttestationException e) {
            throw refused(e);
        }
    }

    /**
     * The verdict that a row of the database holds, as it was signed: what the row says beside that counts for nothing.
     * A key that was retired since it came still counts for it, one that was revoked does not, and one that is
     * distrusted since some time does if it came before.
     *
     * @param kept the row's verdict
     * @throws PublishException if no such key signed it, or it is on another image than the row says
     */
    public TestCompleted kept(TestCompleted kept) {
        if (kept.envelope() == null) {
            throw PublishException.refused(
                    FailureKinds.VERDICT_NOT_SIGNED,
                    "its verdict is from before signatures; rebuild "
                            + kept.candidate().image());
        }
        try {
            TestCompleted verdict =
                    Verdicts.verified(kept.envelope(), id -> trusted.findKept(id, Approval.received(kept)));
            if (!verdict.eventId().equals(kept.eventId())
                    || !verdict.staged().equals(kept.staged())
                    || !verdict.rebuildId().equals(kept.rebuildId())
                    || !verdict.candidate().image().equals(kept.candidate().image())) {
                throw new AttestationException(
                        Kind.STATEMENT_INVALID,
                        "the database says that it is on " + kept.staged() + " of rebuild " + kept.rebuildId());
            }
            ordered(verdict, true);
            return verdict;
        } catch (AttestationException e) {
            throw refused(e);
        }
    }

    /** Whether a kept verdict also convinces those who verify it now and do not know when it came. */
    public boolean convinceAll(TestCompleted kept) {
        return trusted.countsForAll(kept.envelope().opened().keyId());
    }

    private void ordered(TestCompleted verdict, boolean cameBefore) {
        if (verdict.candidate().place() != null) {
            orders.check(verdict, cameBefore);
        }
    }

    private PublishException refused(AttestationException e) {
        String advice = e.kind() == Kind.SIGNER_UNKNOWN
                ? "; if it is a tester's, put its public key into imprimatur.trust.keys " + config.keys()
                : "; do not trust who sent it before that is explained";
        String kind = e.kind() == Kind.STATEMENT_INVALID
                ? FailureKinds.VERDICT_MISMATCH
                : e.kind().toString();
        return PublishException.refused(kind, "the verdict was refused: " + e.getMessage() + advice);
    }

    /**
     * A verdict that Kafka has taken is not from the future for a clock that is behind, as after the database's was set
     * back.
     */
    private void fresh(Instant signedAt, Instant received) {
        Instant now = clock.instant();
        if (signedAt.plus(config.maxAge()).plus(config.clockSkew()).isBefore(now)) {
            throw PublishException.refused(
                    FailureKinds.VERDICT_EXPIRED,
                    "the verdict is of " + signedAt + ", and imprimatur.trust.max-age is " + config.maxAge()
                            + "; rebuild the image");
        }
        Instant latest = received.isAfter(now) ? received : now;
        if (signedAt.isAfter(latest.plus(config.clockSkew()))) {
            throw PublishException.refused(
                    FailureKinds.VERDICT_OF_THE_FUTURE,
                    "the verdict is of " + signedAt + ", and here it is " + latest
                            + "; set the clocks of the databases of tester and publisher, then rebuild the image");
        }
    }
}
