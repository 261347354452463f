package dev.imprimatur.publisher.approval;

import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.event.Verdict;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Decides whether a digest may be published. */
@ApplicationScoped
public class Gate {
    private static final String LATEST = "digest = ?1 and buildId = ?2 and image = ?3 order by decidedAt desc";

    @Inject
    PublisherConfig config;

    @Inject
    SignedVerdicts verdicts;

    /**
     * The verdict that lets an image be published, as it was signed: it is verified again whenever it is used.
     *
     * @param kept the verdict as a row of the database holds it
     * @throws PublishException if no key that counts signed it, it is no approval, or a later verdict on exactly this
     *     digest of this build took it back
     */
    @Transactional(dontRollbackOn = PublishException.class)
    public TestCompleted approved(TestCompleted kept) {
        ImageKey image = kept.candidate().image();
        Digest digest = kept.staged().digest();
        Approval latest = Approval.find(
                        LATEST, digest.value(), kept.candidate().buildId().value(), image.toString())
                .firstResult();
        if (latest == null || latest.verdict != Verdict.APPROVED) {
            throw PublishException.refused(
                    "not-approved",
                    digest + " of " + image + " was refused: "
                            + (latest == null ? "no verdict on it is known" : "its latest verdict is a rejection")
                            + " for build " + kept.candidate().buildId().abbreviated() + "; rebuild " + image);
        }
        if (latest.signedBy == null) {
            throw PublishException.refused(
                    "verdict-not-signed",
                    digest + " of " + image + " was refused: its verdict is from before signatures; rebuild " + image);
        }
        TestCompleted verdict = verdicts.kept(kept);
        if (verdict.verdict() != Verdict.APPROVED) {
            throw PublishException.refused(
                    "not-approved",
                    digest + " of " + image
                            + " was refused: its tester signed a rejection, whatever the database says");
        }
        return verdict;
    }

    /**
     * The image to publish, in the configured staging registry.
     *
     * @param staged where the verdict says that it lies
     * @throws PublishException if that is elsewhere than in staging
     */
    public ImageReference inStaging(ImageReference staged) {
        if (!staged.registry().host().equals(config.staging().host())) {
            throw PublishException.refused(
                    "foreign-staging",
                    staged + " was refused: images are taken only from " + config.staging()
                            + " (imprimatur.publisher.staging)");
        }
        // The configured registry knows whether it speaks TLS; the one of an event's text does not.
        return ImageReference.of(config.staging(), staged.repository(), staged.digest());
    }

    /** Whether the verdict would let the image be published now. */
    public boolean stands(TestCompleted kept) {
        try {
            approved(kept);
            return true;
        } catch (PublishException e) {
            return false;
        }
    }
}
