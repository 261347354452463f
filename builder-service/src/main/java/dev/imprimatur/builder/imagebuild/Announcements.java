package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.builder.signature.BuilderSigner;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.messaging.outbox.EventTooLargeException;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/** Announces how builds ended, as part of the transaction that ends them. */
@ApplicationScoped
class Announcements {
    private static final Logger LOG = Logger.getLogger(Announcements.class);

    @Inject
    LogStore logs;

    @Inject
    Outbox outbox;

    @Inject
    BuilderSigner signer;

    /**
     * Announces this one. If that is more than an event takes, the build fails, unless it has failed already.
     *
     * @param log what it printed, as an artifact beside the image; null if it is not there
     */
    void add(Build build, Digest log) {
        BuildCompleted whole = completed(build, log);
        try {
            outbox.add(signer.sign(whole));
        } catch (EventTooLargeException e) {
            build.fail(build.failure == null ? e.report() : build.failure);
            outbox.add(signer.sign(withoutTests(whole, build)));
        }
        LOG.infof(
                "%s %s %s in %.1f s (rebuild %s, build %s)",
                build.failure == null ? "built" : "could not build",
                build.image,
                build.failure == null ? "as " + build.staged : "(" + build.failure.message() + ")",
                build.history().took(build.completedAt).toMillis() / 1000.0,
                build.rebuildId,
                build.id);
    }

    /** An image that failed is not tested, so nothing is missed. */
    private static BuildCompleted withoutTests(BuildCompleted whole, Build failed) {
        return BuildCompletedBuilder.builder(whole)
                .imageId(null)
                .staged(null)
                .tests(List.of())
                .attempts(failed.history().briefReport())
                .failure(failed.failure)
                .logArtifact(null)
                .build();
    }

    private BuildCompleted completed(Build build, Digest log) {
        RenderCompleted rendered = build.event;
        return BuildCompletedBuilder.builder()
                .eventId(build.rebuildId + "/" + build.image + "/built")
                .occurredAt(build.completedAt)
                .rebuildId(rendered.rebuildId())
                .candidate(rendered.candidate())
                .imageId(build.imageId)
                .staged(build.staged)
                .tests(rendered.tests())
                .attempts(build.history().report())
                .failure(build.failure)
                .log(logs.seal(build.id))
                .logArtifact(log)
                .behindSeconds(rendered.behindSeconds())
                .build();
    }
}
