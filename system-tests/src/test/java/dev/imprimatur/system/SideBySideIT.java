package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.system.soak.Checker.Finding;
import dev.imprimatur.system.soak.SideBySide;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The packaged services of the release before and of this one run side by side, and one after the other, in one
 * installation: {@code docs/operating/upgrade.md}. There are no tags of releases, so a commit stands for the one
 * before; from the default one until now events got fields and the database columns, builders believe signed ends only,
 * and no upgrade needs settings that {@code ./imprimatur up} does not make itself.
 */
@Tag("soak")
class SideBySideIT {
    private static final String RELEASE_BEFORE = System.getProperty("imprimatur.release.before", "792a2bea");
    private static final long SEED = Long.getLong("imprimatur.seed", System.nanoTime());

    @Test
    @Timeout(value = 90, unit = TimeUnit.MINUTES)
    void everythingHoldsWhileAnInstallationGoesToThisReleaseAndBack() throws IOException, InterruptedException {
        Stack.checkSetUp();
        try (FormerRelease before = new FormerRelease(RELEASE_BEFORE);
                SideBySide run = new SideBySide(before.checkout(), SEED)) {
            Optional<Finding> found = Optional.empty();
            String told;
            try {
                found = run.run();
            } finally {
                // Also of a run that broke off.
                told = run.write(Path.of("target", "soak"), found);
                System.out.println(told);
            }
            if (found.isPresent()) {
                Assertions.fail(told);
            }
            assertThat(run.failed()).as(told).isEmpty();
            assertThat(run.missing()).as(told).isEmpty();
        }
    }
}
