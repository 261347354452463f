package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run of tests that is ended from outside, as {@code timeout} and service managers do. */
class EndedRunTest {
    private static final String RUN = """
            eval "$PRELUDE"
            setsid sleep 300 & engine=$!
            lane() { (exec sleep 300) | tee /dev/null >&2; }
            trap 'end_lanes; kill "$engine"' EXIT
            lane & LANE=$!
            echo ready
            wait "$LANE" || true
            """;

    @TempDir
    Path home;

    /** All of its processes get the signal at once. What it started before and ends last is still there then. */
    @RepeatedTest(20)
    @Timeout(60)
    void theScriptEndsWithItsLanes() throws IOException, InterruptedException {
        Process run = ScriptFunctions.start(Map.of("H", home.toString(), "RUN", RUN), "exec setsid bash -c \"$RUN\"");
        try (var output = run.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");

            assertThat(new ProcessBuilder("kill", "-TERM", "--", "-" + run.pid())
                            .start()
                            .waitFor())
                    .isZero();

            assertThat(run.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            run.descendants().forEach(ProcessHandle::destroyForcibly);
            run.destroyForcibly();
        }
    }
}
