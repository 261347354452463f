package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.places.Places;
import dev.imprimatur.publisher.Failures;
import dev.imprimatur.publisher.PublisherConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/** Notes why a copy failed, and says when it is tried again. */
@ApplicationScoped
class FailedCopies {
    private static final Logger LOG = Logger.getLogger(FailedCopies.class);

    @Inject
    PublisherConfig config;

    @Inject
    MirrorLedger ledger;

    @Inject
    MirrorTags tags;

    @Inject
    Outages outages;

    @Inject
    Places places;

    /** A try ended with this exception. */
    Next failed(MirrorCopy copy, Registry mirror, RuntimeException thrown) {
        giveBack(copy, mirror, thrown);
        FailureReport failure = Failures.report(thrown);
        // The waiting publication, or the service's stop, interrupts: that says nothing about the mirror.
        boolean interrupted = failure.is(FailureKinds.INTERRUPTED);
        if (interrupted) {
            Thread.interrupted();
        } else {
            ledger.failed(copy.id, failure);
        }
        if (thrown instanceof RegistryException registry && !interrupted) {
            if (places.toBlame(registry, List.of()).isPresent()) {
                // Production, which it is copied from: that says nothing about the mirror.
                return Next.again(places.pause());
            }
            // Production may be well, and fail to send one image.
            if (registry.registry().filter(mirror::equals).isPresent()) {
                outages.failed(mirror, failure);
            }
        }
        LOG.warnf("mirror %s still lacks %s: %s", mirror, copy.image, failure.message());
        return Next.again(Failures.pause(thrown, copy.attempts, config));
    }

    private void giveBack(MirrorCopy copy, Registry mirror, RuntimeException thrown) {
        if (!Failures.report(thrown).is(FailureKinds.LOCK_LOST)) {
            return;
        }
        try {
            tags.giveBack(copy.publicationId, mirror);
        } catch (RuntimeException e) {
            LOG.errorf(
                    "tags that %s set in mirror %s after it had lost its lock may differ from what is recorded (GET"
                            + " /api/drift lists them): %s",
                    copy.publicationId, mirror, e.getMessage());
        }
    }
}
