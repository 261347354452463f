package dev.imprimatur.tester.run;

import dev.imprimatur.attempts.view.QueuedAttempts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** What is known of images that wait for their tests. */
@ApplicationScoped
class QueuedRuns extends QueuedAttempts {
    @Inject
    TestWork work;

    @Override
    public String kind() {
        return work.name();
    }

    @Override
    protected String query() {
        return "select r.id, r.rebuildId, r.image, r.waitingFor,"
                + " (select count(*) from TestAttempt a where a.run = r and a.failure is not null and a.free = false)"
                + " from TestRun r where r.id in ?1";
    }
}
