package dev.imprimatur.tester.suite;

import dev.imprimatur.messaging.retention.OldRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Notes of what may lie on engines that are gone, such as those of pods: a tester sweeps its engine every minute, so
 * what is still noted after a week, no tester will sweep.
 */
@ApplicationScoped
class GoneEngines extends OldRows {
    private static final int MOST = 1000;
    private static final Duration AGE = Duration.ofDays(7);
    private static final String DELETE =
            "delete from leftover where id in (select id from leftover where noted_at < ? limit ?)";

    GoneEngines() {
        super("leftovers", config -> AGE, MOST, DELETE);
    }
}
