package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadModelTest {
    private static final String OPEN = """
            {"generation":7,"seq":42,"connected":true,"behind":3,"waitingSeconds":0,
             "replay":{"id":"replay-1","requestedAt":"2026-11-24T03:00:00Z","reason":"wrong"}}""";

    private static final String ENDED = """
            {"generation":8,"seq":42,"connected":true,"behind":0,"waitingSeconds":0,
             "replay":{"id":"replay-1","requestedAt":"2026-11-24T03:00:00Z","finishedAt":"2026-11-24T03:00:09Z",
                       "rebuilds":2,"events":31}}""";

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
    void saysHowFarItIs() {
        console.on("GET /api/read-model", 200, OPEN);

        assertThat(Run.of(console, "read-model").out())
                .isEqualTo(
                        "3 events behind, last event 42\nbeing made again from the topics since 2026-11-24T03:00:00Z\n");
        assertThat(Run.of(console, "read-model", "--json").out()).contains("\"generation\" : 7");
    }

    @Test
    void isMadeAgainAndWaitedFor() {
        console.on(
                        "POST /api/read-model/rebuild",
                        202,
                        "{\"id\":\"replay-1\",\"requestedAt\":\"2026-11-24T03:00:00Z\"}")
                .on("GET /api/read-model", 200, OPEN)
                .on("GET /api/read-model", 200, ENDED);

        Run run = Run.of(console, "read-model", "rebuild", "--reason", "wrong", "--wait");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .isEqualTo(
                        "up to date, last event 42\nmade again from the topics at 2026-11-24T03:00:09Z: 2 rebuilds and"
                                + " rollbacks, 31 events, in 9.0 s\n");
        assertThat(console.requests().getFirst()).contains("\"reason\":\"wrong\"");
    }

    @Test
    void theWaitEndsAndARefusalIsSaid() {
        console.on("POST /api/read-model/rebuild", 202, "{\"id\":\"replay-1\"}")
                .on("POST /api/read-model/rebuild", 409, "{\"message\":\"it is being made again\"}")
                .on("GET /api/read-model", 200, OPEN);

        assertThat(Run.of(console, "read-model", "rebuild", "--wait", "--timeout", "1s")
                        .exitCode())
                .isEqualTo(ExitCode.TIMED_OUT);
        Run refused = Run.of(console, "read-model", "rebuild");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("it is being made again");
    }

    @Test
    void aConsoleThatRestartsMeanwhileIsWaitedFor() {
        console.on("POST /api/read-model/rebuild", 202, "{\"id\":\"replay-1\"}")
                .on("GET /api/read-model", 200, OPEN)
                .on("GET /api/read-model", 503, "")
                .on("GET /api/read-model", 200, ENDED);

        Run run = Run.of(console, "read-model", "rebuild", "--wait");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.err()).contains("waiting for it");
        assertThat(run.out()).contains("made again from the topics at");
    }

    @Test
    void oneThatGoesOnAlreadyIsWaitedFor() {
        console.on("POST /api/read-model/rebuild", 409, "{\"message\":\"it is being made again\"}")
                .on("GET /api/read-model", 200, OPEN)
                .on("GET /api/read-model", 200, OPEN)
                .on("GET /api/read-model", 200, ENDED);

        Run run = Run.of(console, "read-model", "rebuild", "--wait");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("made again from the topics at");
    }

    @Test
    void saysWhatStayedAndWhatCouldNotBeApplied() {
        console.on("GET /api/read-model", 200, ENDED.replace("\"events\":31", "\"events\":31,\"failed\":2,\"kept\":1"));

        assertThat(Run.of(console, "read-model").out())
                .contains("some of their events: 1 rebuild and rollbacks\n")
                .contains("could not be applied: 2 events; the console's log says why\n");
    }
}
