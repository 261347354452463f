package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Going back, what is blocked, and what tags were. */
class RollbackTest {
    private static final String REQUESTED = "{\"id\":\"rollback-1\",\"state\":\"requested\",\"tags\":[]}";

    private StubServer console;

    @BeforeEach
    void start() throws IOException {
        console = new StubServer().on("POST /api/rollbacks", 202, REQUESTED);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void isRequestedWithWhatWasSaid() {
        Run run =
                Run.of(console, "rollback", "node:22", "--to", "r1", "--reason", "crashes", "--leaves", "sha256:3333");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out().strip()).isEqualTo("requested rollback-1");
        assertThat(console.requests().getFirst())
                .contains(
                        "\"reference\":\"node:22\"",
                        "\"to\":\"r1\"",
                        "\"reason\":\"crashes\"",
                        "\"leaves\":\"sha256:3333\"",
                        "\"requestedBy\":\"cli:");
    }

    @Test
    void isWaitedFor() {
        console.on("GET /api/rollbacks/rollback-1", 200, REQUESTED).on("GET /api/rollbacks/rollback-1", 200, """
                        {"id":"rollback-1","state":"succeeded","image":"node/22.1.0/bookworm","revision":1,
                         "digest":"sha256:22223333444455","blocked":"sha256:66","tags":["r:1/node:22"]}""");

        Run run = Run.of(console, "rollback", "node:22", "--wait");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out().strip())
                .isEqualTo("node/22.1.0/bookworm is back at revision 1 (sha256:222233334444): r:1/node:22\n"
                        + "blocked: sha256:66");
    }

    @Test
    void itsFailureIsTheExitCode() {
        console.on("GET /api/rollbacks/rollback-1", 200, """
                {"id":"rollback-1","state":"failed","tags":[],
                 "failure":{"kind":"no-earlier-revision","retryable":false,"message":"none"}}""");

        Run run = Run.of(console, "rollback", "node:22", "--wait");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out().strip()).isEqualTo("not rolled back: none (no-earlier-revision)");
    }

    @Test
    void whichOneItIsIsSaidAndAConsoleThatIsAwayIsWaitedFor() {
        String away = "{\"error\":\"unavailable\",\"message\":\"the read model is being made again\"}";
        console.on("GET /api/rollbacks/rollback-1", 503, away).on("GET /api/rollbacks/rollback-1", 200, """
                        {"id":"rollback-1","state":"succeeded","image":"node/22.1.0/bookworm","revision":1,
                         "digest":"sha256:22223333444455","blocked":"sha256:66","tags":["r:1/node:22"]}""");

        Run run = Run.of(console, "rollback", "node:22", "--wait");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.err().lines())
                .containsExactly(
                        "asks for " + askedFor(console),
                        "requested rollback-1",
                        "the console at http://" + console.host() + " does not answer, waiting for it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"breaks off", "503"})
    void whoseAnswerIsLostIsAskedForAgainUnderItsId(String end) throws IOException {
        try (StubServer lost = new StubServer()) {
            if (end.equals("503")) {
                lost.on("POST /api/rollbacks", 503, "{\"message\":\"it is not known whether this was done\"}");
            } else {
                lost.breaksOffAt("POST /api/rollbacks");
            }
            lost.on("POST /api/rollbacks", 202, REQUESTED);

            Run run = Run.of(lost, "rollback", "node:22");

            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
            assertThat(run.out().strip()).isEqualTo("requested rollback-1");
            assertThat(lost.requests()).hasSize(2);
            assertThat(lost.requests().get(1)).isEqualTo(lost.requests().getFirst());
            String id = askedFor(lost);
            assertThat(id).matches("rollback-[0-9]{8}-[0-9]{6}-[0-9a-f]{8}");
            assertThat(run.err().lines())
                    .containsExactly(
                            "asks for " + id,
                            "the console at http://" + lost.host() + " does not answer, waiting for it");
        }
    }

    @Test
    void whetherItWasTakenIsNotKnownWhereNoAnswerComes() throws IOException {
        try (StubServer lost = new StubServer().breaksOffAt("POST /api/rollbacks")) {
            Run run = Run.of(lost, "rollback", "node:22", "--wait", "--timeout", "1s");

            String id = run.err().lines().findFirst().orElseThrow().replace("asks for ", "");
            assertThat(run.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
            assertThat(run.err().lines().toList().getLast())
                    .contains(
                            "the console at http://" + lost.host()
                                    + " gave no answer, so it is not known whether it did what it was asked for",
                            "http://" + lost.host() + "/rollbacks/" + id + " shows it if it was taken")
                    .doesNotContain("is it running", "GET ");
        }
    }

    @Test
    void aConsoleThatDoesNotRunIsNotWaitedForAndWasAskedForNothing() {
        String host = console.host();
        console.close();

        Run run = Run.of("rollback", "node:22", "--console", "http://" + host);

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().lines().toList().getLast())
                .isEqualTo(
                        "the console at http://" + host + " does not answer: is it running? ./imprimatur up starts it");
    }

    @Test
    void anotherWriteIsNotSentAgainAndSaysWhereToLook() {
        console.breaksOffAt("DELETE /api/blocks/sha256%3A66");

        Run run = Run.of(console, "unblock", "sha256:66");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().strip())
                .isEqualTo("the console at http://" + console.host()
                        + " gave no answer, so it is not known whether it did what it was asked for:"
                        + " imprimatur blocks shows it if it did; look before you ask again");
        assertThat(console.requests()).hasSize(1);
    }

    /** The id that the first request gave. */
    private static String askedFor(StubServer console) {
        return console.requests().getFirst().replaceFirst(".*\"id\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void theWaitEndsThoughTheConsoleIsAway() {
        console.on("GET /api/rollbacks/rollback-1", 503, "{\"message\":\"away\"}");

        Run run = Run.of(console, "rollback", "node:22", "--wait", "--timeout", "1s");

        assertThat(run.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
        assertThat(run.err()).startsWith("asks for " + askedFor(console) + "\nrequested rollback-1");
    }

    @Test
    void theWaitEnds() {
        console.on("GET /api/rollbacks/rollback-1", 200, REQUESTED);

        assertThat(Run.of(console, "rollback", "node:22", "--wait", "--timeout", "1s")
                        .exitCode())
                .isEqualTo(ExitCode.TIMED_OUT);
    }

    @Test
    void historyIsATable() {
        console.on("GET /api/tags/history?reference=node%3A22", 200, """
                [{"reference":"r:1/node:22","digest":"sha256:22223333444455","image":"node/22.1.0/bookworm",
                  "revision":2,"reason":"weekly","since":"2026-11-24T03:00:00Z"},
                 {"reference":"r:1/node:22","digest":"sha256:1111","image":"node/22.1.0/bookworm",
                  "since":"2026-11-17T03:00:00Z","until":"2026-11-24T03:00:00Z"}]""");

        assertThat(Run.of(console, "history", "node:22").out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "TAG IMAGE REVISION DIGEST SINCE UNTIL REASON",
                        "r:1/node:22 node/22.1.0/bookworm r2 sha256:222233334444 2026-11-24T03:00:00Z now weekly",
                        "r:1/node:22 node/22.1.0/bookworm sha256:1111 2026-11-17T03:00:00Z 2026-11-24T03:00:00Z");
        assertThat(Run.of(console, "history", "gone:1").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void driftIsListedAndFails() {
        console.on("GET /api/drift", 200, """
                [{"reference":"r:1/node:22","expected":"sha256:111122223333","found":null,"seenAt":"2026-11-24T03:00:00Z"}]""");

        Run differs = Run.of(console, "drift");
        assertThat(differs.out()).contains("r:1/node:22", "sha256:111122223333", "missing", "2026-11-24T03:00:00Z");
        assertThat(differs.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void withoutDriftAllIsWell() {
        console.on("GET /api/drift", 200, "[]");

        Run none = Run.of(console, "drift");
        assertThat(none.out().strip()).isEqualTo("no tag differs");
        assertThat(none.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void mirrorsAreListedWithWhatTheyLack() {
        console.on("GET /api/mirrors", 200, """
                [{"registry":"eu.example","waiting":0,"images":[]},
                 {"registry":"asia.example","waiting":1,
                  "failure":{"kind":"registry-unreachable","retryable":true,"message":"no answer"},
                  "images":[{"image":"node/22.1.0/bookworm","publication":"r-1/node/22.1.0/bookworm",
                             "since":"2026-11-24T03:00:00Z","attempts":3}]}]""");

        assertThat(Run.of(console, "mirrors").out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "MIRROR LACKS SINCE TRIES WHY",
                        "eu.example nothing",
                        "asia.example 1 no answer (registry-unreachable)",
                        " node/22.1.0/bookworm 2026-11-24T03:00:00Z 3");
    }

    @Test
    void blocksAreListedAndTakenAway() {
        console.on("GET /api/blocks", 200, """
                [{"digest":"sha256:66","image":"node/22.1.0/bookworm","reason":"crashes","blockedBy":"cli:ann",
                  "blockedAt":"2026-11-24T03:00:00Z"}]""").on("DELETE /api/blocks/sha256%3A66", 204, "");

        assertThat(Run.of(console, "blocks").out()).contains("sha256:66", "cli:ann", "crashes");
        assertThat(Run.of(console, "unblock", "sha256:66").out().strip()).isEqualTo("unblocked sha256:66");
        assertThat(Run.of(console, "unblock", "sha256:77").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }
}
