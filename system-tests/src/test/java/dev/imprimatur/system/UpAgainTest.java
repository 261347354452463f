package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./imprimatur up} takes over from before, and what it does not. */
class UpAgainTest {
    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void home() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
    }

    /** As after {@code eval "$(./imprimatur env)"}. */
    @Test
    void whatTheEnvironmentOfAnotherHomeNamesIsNotTaken() throws IOException {
        String environment = "export DOCKER_HOST=tcp://a IMPRIMATUR_REGISTRY=b IMPRIMATUR_STAGING=c"
                + " IMPRIMATUR_INSTALLATION=%s; check_machine() { echo \"${DOCKER_HOST-} ${IMPRIMATUR_REGISTRY-}"
                + " ${IMPRIMATUR_STAGING-}.\"; exit; }; ";

        for (String command : new String[] {"command_setup", "bring_up", "command_test"}) {
            assertThat(call(environment.formatted("imprimatur-another") + "(" + command + ") 2>&1"))
                    .as(command)
                    .contains("addresses of another home, imprimatur-another (./imprimatur env)")
                    .endsWith("\n  .\n");
            assertThat(call(environment.formatted("$HOME_TAG") + "(" + command + ") 2>&1"))
                    .as(command)
                    .doesNotContain("another home")
                    .endsWith("tcp://a b c.\n");
            assertThat(call(environment.formatted("") + "(" + command + ") 2>&1"))
                    .as("registries of the user's own, %s", command)
                    .endsWith("tcp://a b c.\n");
        }
    }

    private String call(String commands) throws IOException {
        return ScriptFunctions.call(home, "open_home; " + commands);
    }
}
