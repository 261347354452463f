package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits, and why. */
class QueueTest {
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
    void eachIsALineWithItsReason() {
        console.on("GET /api/queue?limit=2&stage=build", 200, """
                {"waiting":[{"stage":"build","image":"a/1.0.0/b","rebuildId":"r-1","priority":"manual","ahead":0,
                             "reason":"the builder is busy with 2"},
                            {"stage":"build","image":"c/1.0.0/b","rebuildId":"r-1","priority":"manual","ahead":1,
                             "reason":"behind 1; the builder is busy with 2"}],
                 "totals":{"build":7},"next":"build:2","silent":[]}""");

        Run run = Run.of(console, "queue", "--stage", "build", "--limit", "2");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out().lines())
                .containsExactly(
                        "STAGE  IMAGE      REBUILD  PRIORITY  WHY",
                        "build  a/1.0.0/b  r-1      manual    the builder is busy with 2",
                        "build  c/1.0.0/b  r-1      manual    behind 1; the builder is busy with 2",
                        "… and more: 7 or more wait in all; --limit shows more of them");
    }

    @Test
    void aServiceThatIsAwayIsSaid() {
        console.on("GET /api/queue", 200, """
                {"waiting":[],"totals":{},"silent":[{"service":"tester","why":"the tester cannot be asked"}]}""");

        Run run = Run.of(console, "queue");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out().lines()).containsExactly("nothing waits", "not listed: the tester cannot be asked");
    }
}
