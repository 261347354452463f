package dev.imprimatur.publisher.publication;

import dev.imprimatur.publisher.Failures;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.tag.TagRestore;
import dev.imprimatur.publisher.tag.Tagging;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/**
 * Restores tags that a publisher set after it had lost its lock: another publisher may have ended the publication, and
 * the tags may be a later one's. This is done at once, since the queue may have given the work away and only this
 * publisher knows what it did.
 */
@ApplicationScoped
class LateTags {
    private static final Logger LOG = Logger.getLogger(LateTags.class);

    @Inject
    PublisherConfig config;

    @Inject
    Tagging tagging;

    @Inject
    TagRestore restore;

    /** Restores them; tried as often as a publication is. */
    void giveBack(String publicationId) {
        for (int attempt = 1; attempt <= config.attempts(); attempt++) {
            try {
                restore.underLock(tagging.journal(publicationId));
                return;
            } catch (RuntimeException e) {
                LOG.warnf("what %s set late has not been given back yet: %s", publicationId, e.getMessage());
                if (!isWaited(attempt)) {
                    break;
                }
            }
        }
        LOG.errorf(
                "tags that %s set after it had lost its lock may differ from what is recorded: GET /api/drift lists"
                        + " them, imprimatur.drift.rule=repair sets them again",
                publicationId);
    }

    private boolean isWaited(int attempt) {
        try {
            Thread.sleep(Failures.pause(attempt, config));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
