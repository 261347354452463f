package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.system.soak.Checker.Finding;
import dev.imprimatur.system.soak.Pace;
import dev.imprimatur.system.soak.Soak;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rebuilds, rollbacks and cancels overlap while the stack is broken again and again: no invariant is violated at any
 * time.
 */
class SoakIT {
    private static final long SEED_OF_TWO_MINUTES = Long.getLong("imprimatur.seed", 3437);
    private static final long SEED = Long.getLong("imprimatur.seed", System.nanoTime());
    private static final int MINUTES = Integer.getInteger("imprimatur.soak.minutes", 18);

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void everythingHoldsForTwoMinutes() throws IOException, InterruptedException {
        hold(Pace.quick(), SEED_OF_TWO_MINUTES);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void everythingHoldsForLong() throws IOException, InterruptedException {
        hold(Pace.minutes(MINUTES), SEED);
    }

    private static void hold(Pace pace, long seed) throws IOException, InterruptedException {
        try (Soak soak = new Soak(pace, seed)) {
            Optional<Finding> found = Optional.empty();
            String told;
            try {
                found = soak.run();
            } finally {
                // Also of a run that broke off.
                told = soak.write(Path.of("target", "soak"), found);
                System.out.println(told);
            }
            if (found.isPresent()) {
                Assertions.fail(told);
            }
            assertThat(soak.missing()).as(told).isEmpty();
        }
    }
}
