package dev.imprimatur.engineaccess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.EngineVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeldLimitsTest {
    private static final Optional<Integer> NOT_GIVEN = Optional.empty();

    private static Optional<String> trouble(Optional<Integer> processes, String... unheld) {
        HeldLimits limits = new HeldLimits();
        limits.config = new Given(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Given.Bounds(Optional.empty(), Optional.empty(), processes),
                Given.By.NONE);
        return limits.trouble(new EngineVersion("1", "1", "id", List.of(unheld)));
    }

    @Test
    void anEngineThatCannotHoldALimitThatIsGivenGetsNoWork() {
        assertThat(trouble(NOT_GIVEN, "memory")).get().asString().contains("imprimatur.engine.limits.memory");
        assertThat(trouble(Optional.of(100), "cpus", "processes"))
                .get()
                .asString()
                .contains("imprimatur.engine.limits.cpus", "imprimatur.engine.limits.processes", "cgroup");
    }

    @Test
    void anEngineThatCannotHoldTheUsualOneWorksWithoutIt() {
        assertThat(trouble(NOT_GIVEN, "processes")).isEmpty();
        assertThat(trouble(NOT_GIVEN)).isEmpty();
    }

    /** It would have its builds reach everything, or fail them. */
    @Test
    void anEngineWithoutTheNetworkOfBuildsGetsNoWork() {
        assertThat(trouble(NOT_GIVEN, "network", "processes"))
                .get()
                .asString()
                .contains("no network", "imprimatur.engine.limits.network");
    }
}
