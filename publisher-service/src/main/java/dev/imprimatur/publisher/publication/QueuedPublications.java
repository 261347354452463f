package dev.imprimatur.publisher.publication;

import dev.imprimatur.attempts.view.QueuedAttempts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** What is known of publications that wait. */
@ApplicationScoped
class QueuedPublications extends QueuedAttempts {
    @Inject
    PublishWork work;

    @Override
    public String kind() {
        return work.name();
    }

    @Override
    protected String query() {
        return "select p.id, p.rebuildId, p.image, p.waitingFor,"
                + " (select count(*) from PublicationAttempt a"
                + " where a.publicationId = p.id and a.failure is not null and a.free = false)"
                + " from Publication p where p.id in ?1";
    }
}
