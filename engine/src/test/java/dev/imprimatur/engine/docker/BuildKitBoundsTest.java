package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.ResourceLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildKitBoundsTest {
    private static final ResourceLimits ALL = new ResourceLimits(64 << 20, 0.5, 40, 1000, 20 << 20, null, "builds");
    private static final String BOUNDS = "Step 1/1 : RUN x\n"
            + "imprimatur: bounds memory=67108864 cpus=50000 processes=40 disk=20971520 network=builds\n";

    @Test
    void whatHoldsAllIsEnough() {
        assertThat(BuildKitBounds.unheld(ALL, BOUNDS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "memory=67108864,memory=67108865,memory",
        "memory=67108864,memory=0,memory",
        "memory=67108864,memory=-1,memory",
        "cpus=50000,cpus=100000,cpus",
        "processes=40,processes=,processes",
        "disk=20971520,disk=99999999999999999999,disk",
        "network=builds,network=bridge,network",
        "imprimatur:,Imprimatur:,'memory, cpus, processes, disk, network'",
    })
    void whatIsMissingOrLargerIsNot(String given, String other, String unheld) {
        assertThat(String.join(", ", BuildKitBounds.unheld(ALL, BOUNDS.replace(given, other))))
                .isEqualTo(unheld);
    }

    /** All commands of BuildKit are below one cgroup, which its clients do not choose. */
    @Test
    void aParentCgroupIsNotHeld() {
        assertThat(BuildKitBounds.unheld(new ResourceLimits(0, 0, 0, 0, 0, "/a", null), BOUNDS))
                .containsExactly("cgroup-parent");
    }

    @Test
    void whatIsNotWantedNeedNotHold() {
        assertThat(BuildKitBounds.unheld(ResourceLimits.NONE, "")).isEmpty();
        assertThat(BuildKitBounds.unheld(new ResourceLimits(0, 0, 0, 1000, 0, null, "none"), ""))
                .isEmpty();
        assertThat(BuildKitBounds.unheld(new ResourceLimits(0, 0, 8, 0, 0, null, null), ""))
                .containsExactly("processes");
    }
}
