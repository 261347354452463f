package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.attempts.view.QueuedAttempts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** What is known of builds that wait. */
@ApplicationScoped
class QueuedBuilds extends QueuedAttempts {
    @Inject
    BuildWork work;

    @Override
    public String kind() {
        return work.name();
    }

    @Override
    protected String query() {
        return "select b.id, b.rebuildId, b.image, b.waitingFor,"
                + " (select count(*) from BuildAttempt a where a.build = b and a.failure is not null and a.free = false)"
                + " from Build b where b.id in ?1";
    }
}
