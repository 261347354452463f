package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which builder is sick, and what each is doing. */
class WorkersTest {
    private StubServer console;

    @BeforeEach
    void start() throws IOException {
        console = new StubServer();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void eachIsALineWithItsLastTries() {
        console.on("GET /api/workers", 200, """
                {"workers":[{"stage":"build","worker":"builder-1","state":"sick","results":["chance","chance","chance","passed"],
                             "passed":1,"lastFailure":{"image":"a/1.0.0/b","kind":"engine-gone","chance":true},
                             "doing":[{"image":"c/1.0.0/b"}]},
                            {"stage":"test","worker":"tester-1","state":"idle","results":["passed"],"passed":1,"doing":[]}],
                 "silent":[]}""");

        Run run = Run.of(console, "workers");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out().lines())
                .containsExactly(
                        "STAGE  WORKER     IS    PASSED  LAST FAILURE                         NOW",
                        "build  builder-1  sick  1 of 4  engine-gone of a/1.0.0/b, transient  c/1.0.0/b",
                        "test   tester-1   idle  1 of 1");
    }

    @Test
    void aCommandThatPrintsNothingIsSilentForSoLong() {
        console.on("GET /api/workers", 200, """
                {"workers":[{"stage":"test","worker":"tester-1","state":"silent","results":[],"passed":0,
                             "doing":[{"image":"a/1.0.0/b","silentSince":"%s"},{"image":"c/1.0.0/b","silentSince":null}]},
                            {"stage":"test","worker":"tester-2","state":"silent","results":[],"passed":0,
                             "doing":[{"image":"d/1.0.0/b","silentSince":"%s"}]}],
                 "silent":[]}""".formatted(
                        Instant.now().minusSeconds(95), Instant.now().plusSeconds(60)));

        Run run = Run.of(console, "workers");

        assertThat(run.out())
                .containsPattern("tester-1 .* a/1\\.0\\.0/b \\(silent for (9[5-9]|1\\d\\d)\\.\\d s\\), c/1\\.0\\.0/b\n")
                .as("the clock there is ahead")
                .contains("d/1.0.0/b (silent for 0.0 s)");
    }

    @Test
    void aServiceThatIsAwayIsSaid() {
        console.on("GET /api/workers", 200, """
                {"workers":[],"silent":[{"service":"tester","why":"the tester cannot be asked"}]}""");

        Run run = Run.of(console, "workers");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out().lines())
                .containsExactly(
                        "no builder and no tester did anything in the last seven days",
                        "not known what they do now: the tester cannot be asked");
    }
}
