package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.publisher.approval.Decision;
import dev.imprimatur.publisher.approval.Gate;
import dev.imprimatur.publisher.revision.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Decides whether what was published may be copied. */
@ApplicationScoped
class MirrorGate {
    @Inject
    Gate gate;

    @Inject
    CopiedPublications publications;

    /**
     * Whether this digest may be published still, by the verdict that let it pass: the publication's own, unless that
     * left an earlier image where it was.
     */
    @Transactional
    Decision decide(String publicationId, Digest digest) {
        Decision decision = gate.decide(digest, verdict(publicationId, digest));
        if (decision instanceof Decision.Approved(TestCompleted verdict)
                && !verdict.staged().digest().equals(digest)) {
            return new Decision.Refused(FailureReport.of(
                    FailureKinds.NOT_APPROVED,
                    false,
                    "the kept verdict is on " + verdict.staged().digest() + ", not on " + digest));
        }
        return decision;
    }

    private TestCompleted verdict(String publicationId, Digest digest) {
        TestCompleted own = publications.verdict(publicationId);
        return own.staged().digest().equals(digest)
                ? own
                : Revision.of(own.candidate().image(), digest).orElseThrow().tested();
    }
}
