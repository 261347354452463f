package dev.imprimatur.publisher.approval;

import dev.imprimatur.messaging.event.Candidate;
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
     * The image to publish, in the configured staging registry.
     *
     * @throws PublishException if the latest verdict on exactly this digest of this build is no approval, or it lies
     *     elsewhere than in staging
     */
    @Transactional
    public ImageReference approved(Candidate candidate, ImageReference staged) {
        Digest digest = staged.digest();
        if (!staged.registry().host().equals(config.staging().host())) {
            throw PublishException.refused(
                    "foreign-staging",
                    staged + " was refused: images are taken only from " + config.staging()
                            + " (imprimatur.publisher.staging)");
        }
        Approval latest = latest(candidate, digest);
        if (latest == null || latest.verdict != Verdict.APPROVED) {
            throw PublishException.refused(
                    "not-approved",
                    digest + " of " + candidate.image() + " was refused: "
                            + (latest == null ? "no verdict on it is known" : "its latest verdict is a rejection")
                            + " for build " + candidate.buildId().abbreviated() + "; rebuild " + candidate.image());
        }
        if (latest.signedBy == null) {
            throw PublishException.refused(
                    "verdict-not-signed",
                    digest + " of " + candidate.image()
                            + " was refused: its verdict is from before signatures; rebuild " + candidate.image());
        }
        // The configured registry knows whether it speaks TLS; the one of an event's text does not.
        return ImageReference.of(config.staging(), staged.repository(), digest);
    }

    /**
     * Checks that an approval which let this digest pass was not taken back since.
     *
     * @throws PublishException if the latest verdict on it is a rejection
     */
    public void requireStanding(Candidate candidate, Digest digest) {
        Approval latest = latest(candidate, digest);
        if (latest != null && latest.verdict != Verdict.APPROVED) {
            throw PublishException.refused(
                    "not-approved", digest + " of " + candidate.image() + " was rejected at " + latest.decidedAt);
        }
    }

    /** Whether the latest verdict on this digest is an approval that would be believed today too: its key still counts. */
    public boolean stands(Candidate candidate, Digest digest) {
        Approval latest = latest(candidate, digest);
        return latest != null
                && latest.verdict == Verdict.APPROVED
                && latest.signedBy != null
                && verdicts.trusts(latest.signedBy);
    }

    private static Approval latest(Candidate candidate, Digest digest) {
        return Approval.find(
                        LATEST,
                        digest.value(),
                        candidate.buildId().value(),
                        candidate.image().toString())
                .firstResult();
    }
}
