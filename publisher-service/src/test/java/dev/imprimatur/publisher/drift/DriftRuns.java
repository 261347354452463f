package dev.imprimatur.publisher.drift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Lets tests of other features look for drift. */
@ApplicationScoped
public class DriftRuns {
    @Inject
    DriftCheck check;

    /** Looks, and tells. */
    public void report() {
        check.check(DriftConfig.Rule.REPORT);
    }

    /** Looks, and puts right. */
    public void repair() {
        check.check(DriftConfig.Rule.REPAIR);
    }
}
