package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tests {@code ./imprimatur test} runs where some are named. */
class ChosenTestsTest {
    @TempDir
    Path home;

    @Test
    void oneSystemTestRunsWithoutTheTestsOfModules() throws IOException {
        assertThat(options("-pl system-tests -Dit.test=KillIT")).contains("-Dtest=none");
    }

    @Test
    void oneTestOfAModuleRunsWithoutSystemTests() throws IOException {
        assertThat(options("-Dtest=PlannerTest")).contains("-Dit.test=none");
    }

    @Test
    void bothKindsAreRunWhereBothAreNamed() throws IOException {
        assertThat(options("-Dtest=PlannerTest -Dit.test=KillIT")).noneMatch(option -> option.endsWith("=none"));
    }

    @Test
    void bothKindsAreRunWhereNoneIsNamed() throws IOException {
        assertThat(options("-pl planner")).noneMatch(option -> option.endsWith("=none"));
    }

    /** Two at once would each remove what the other one applied. */
    @Test
    void testsOfAClusterHaveItOneAfterTheOther() throws IOException {
        assertThat(options("--cluster")).contains("-Dimprimatur.system.forks=1");
    }

    private String[] options(String arguments) throws IOException {
        return ScriptFunctions.call(home, "parse_test_options " + arguments + "; lane_options")
                .split("\n");
    }
}
