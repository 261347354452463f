package dev.imprimatur.publisher.approval;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.PlainText;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.block.Blocks;
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
    Blocks blocks;

    @Inject
    SignedVerdicts verdicts;

    /**
     * Whether a digest may be published now: it is not blocked, a trusted key signed an approval of it, and no later
     * verdict on exactly this digest of this build took that back. The signature is verified each time.
     *
     * @param digest what is to be published
     * @param kept the verdict as a row of the database holds it
     */
    @Transactional
    public Decision decide(Digest digest, TestCompleted kept) {
        return blocks.refused(digest).<Decision>map(Decision.Refused::new).orElseGet(() -> decide(kept));
    }

    private Decision decide(TestCompleted kept) {
        ImageKey image = kept.candidate().image();
        Digest digest = kept.staged().digest();
        Approval latest =
                Approval.find(LATEST, digest, kept.candidate().buildId(), image).firstResult();
        if (latest == null || latest.verdict != Verdict.APPROVED) {
            return refused(
                    FailureKinds.NOT_APPROVED,
                    digest + " of " + image + " was refused: "
                            + (latest == null ? "no verdict on it is known" : "its latest verdict is a rejection")
                            + " for build " + kept.candidate().buildId().abbreviated() + "; rebuild " + image);
        }
        if (latest.signedBy == null) {
            return refused(
                    FailureKinds.VERDICT_NOT_SIGNED,
                    digest + " of " + image + " was refused: its verdict is from before signatures; rebuild " + image);
        }
        TestCompleted verdict;
        try {
            verdict = verdicts.kept(kept);
        } catch (PublishException e) {
            return new Decision.Refused(e.report());
        }
        if (verdict.verdict() != Verdict.APPROVED) {
            return refused(
                    FailureKinds.NOT_APPROVED,
                    digest + " of " + image
                            + " was refused: its tester signed a rejection, whatever the database says");
        }
        return new Decision.Approved(verdict);
    }

    private static Decision refused(String kind, String message) {
        return new Decision.Refused(FailureReport.of(kind, false, PlainText.bounded(message)));
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
        // The configured registry knows whether it speaks TLS; the text of an event does not say.
        return ImageReference.of(config.staging(), staged.repository(), staged.digest());
    }
}
