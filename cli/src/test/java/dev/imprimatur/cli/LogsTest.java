package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogsTest {
    private static final String IMAGE = "node/22.23.3/bookworm";

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
    void logsArePrintedWithOrWithoutTimesAndByAttempt() {
        image("published", sealed("b1", log(), 3));
        records("b1", log());

        assertThat(Run.of(console, "logs", IMAGE).out()).isEqualTo("one\ntwo\nthree\nfour\n");
        assertThat(Run.of(console, "logs", "b1", "--timestamps").out())
                .startsWith("2026-11-24T03:00:12.345Z one\n2026-11-24T03:00:12.345Z two\n");
        assertThat(Run.of(console, "logs", "b1", "--attempt", "2").out()).isEqualTo("four\n");
        assertThat(Run.of(console, "logs", "b1", "--attempt", "2", "--json").out())
                .isEqualTo("{\"stage\":\"build\",\"log\":\"b1\",\"attempt\":2,"
                        + "\"time\":\"2026-11-24T03:00:12.345Z\",\"line\":\"four\"}\n");
        assertThat(Run.of(console, "logs", "b1", "--attempt", "3").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void aSearchTellsTheLinesWithTheirNumbersPageByPage() {
        console.on("GET /api/logs/b1/lines?q=not%20there&from=1", 200, "{\"total\":9,\"lines\":[],\"hits\":0}")
                .on("GET /api/logs/b1/lines?q=unable%20to&from=1&attempt=2", 200, """
                        {"total":900,"hits":2,"lines":[{"number":7,"attempt":2,"time":"t","text":"Unable to"}],"next":80}""")
                .on("GET /api/logs/b1/lines?q=unable%20to&from=80&attempt=2", 200, """
                        {"total":900,"hits":2,"lines":[{"number":80,"attempt":2,"time":"t","text":"unable too"}]}""");

        Run run = Run.of(console, "logs", "b1", "--grep", "unable to", "--attempt", "2");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo("7: Unable to\n80: unable too\n");
        assertThat(Run.of(console, "logs", "b1", "--grep", "unable to", "--attempt", "2", "--jsonl")
                        .out())
                .startsWith("{\"stage\":\"\",\"log\":\"b1\",\"number\":7,\"attempt\":2,");
        assertThat(Run.of(console, "logs", "b1", "--grep", "not there").exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(Run.of(console, "logs", "gone", "--grep", "x").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(Run.of(console, "logs", "b1", "--grep", "x", "--follow").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aWholeLogIsVerified() {
        image("published", sealed("b1", log(), 3));
        records("b1", log());

        Run run = Run.of(console, "logs", IMAGE, "--verify");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .isEqualTo("build log b1 is whole: 3 records, 119 bytes, sealed by its event as "
                        + log().head().substring(0, 19) + "\n");
        assertThat(Run.of(console, "logs", "b1", "--verify", "--json").out())
                .contains("\"records\" : 3", "\"sealed\" : true", "\"head\" : \"" + log().head());
    }

    @Test
    void aLogThatGrowsIsWholeSoFar() {
        image("built", "{\"stage\":\"build\",\"id\":\"b1\"}");
        records("b1", log());

        Run run = Run.of(console, "logs", "b1", "--verify");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("not sealed yet, so far sha256:");
    }

    @Test
    void aChangedRecordIsNamed() {
        assertNotWhole(log().tamper(2, RecordedLog.TIME + "THREE\n"), "record 2 is not what was stored: its digest is");
    }

    @Test
    void aDamagedRecordIsNamed() {
        assertNotWhole(log().damage(3), "record 3 cannot be unpacked");
    }

    @Test
    void aMissingRecordIsNamed() {
        assertNotWhole(log().remove(2), "record 3 comes where record 2 should be");
        assertNotWhole(log().remove(3), "it has 2 records, but the event names 3");
    }

    @Test
    void aChainThatWasMadeAgainIsNotTheOneThatTheEventSealed() {
        RecordedLog forged =
                new RecordedLog("b1").add(1, "one\ntwo\n").add(1, "THREE\n").add(2, "four\n");

        assertNotWhole(forged, "its records were exchanged: its digest is " + forged.head());
    }

    @Test
    void aLogThatIsGoneIsSaid() {
        image("published", sealed("b1", log(), 3));

        Run run = Run.of(console, "logs", "b1", "--verify");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).isEqualTo("build log b1 is not whole: it is gone" + System.lineSeparator());
    }

    @Test
    void aLogThatWasRemovedForItsAgeIsSaidAndIsNotBroken() {
        String gone = "log 'b1' ended at 2026-08-01T03:00:00Z and was removed for its age";
        image("published", sealed("b1", log(), 3));
        console.on("GET /api/logs/b1/records", 410, "{\"error\":\"gone\",\"message\":\"%s\"}".formatted(gone))
                .on("GET /api/logs/b1/follow", 410, "{\"error\":\"gone\",\"message\":\"%s\"}".formatted(gone));
        rebuild("succeeded", "published");

        Run run = Run.of(console, "logs", "b1", "--verify");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo("build log b1 cannot be checked any more: " + gone + "\n");
        assertThat(Run.of(console, "logs", "b1", "--verify", "--json").out())
                .contains("\"expired\" : \"" + gone, "\"sealed\" : false");

        for (Run print : List.of(Run.of(console, "logs", "b1"), Run.of(console, "logs", "b1", "--follow"))) {
            assertThat(print.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(print.err().strip()).isEqualTo(gone);
        }
    }

    private void assertNotWhole(RecordedLog tampered, String problem) {
        try (StubServer other = new StubServer()) {
            StubServer before = console;
            console = other;
            image("published", sealed("b1", log(), 3));
            records("b1", tampered);

            Run run = Run.of(console, "logs", IMAGE, "--verify");

            console = before;
            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).startsWith("build log b1 is not whole: " + problem);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLogIsFollowedThroughInterruptionsAndAcrossStages() {
        image("published", sealed("b1", log(), 3) + ",{\"stage\":\"test\",\"id\":\"t1\"}");
        console.on("GET /api/logs/b1/follow?after=0", 200, event(1, "one"))
                .on("GET /api/logs/b1/follow?after=1", 502, "{\"message\":\"away\"}")
                .on("GET /api/logs/b1/follow?after=1", 200, event(2, "two") + "event:end\ndata:{}\n\n");
        rebuild("building", "rendered");
        rebuild("succeeded", "published");

        Run run = Run.of(console, "logs", IMAGE, "--follow");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo("--- build log b1\none\ntwo\n");
    }

    @Test
    void aLogThatStandsStillIsAskedForAgain() {
        image("published", sealed("b1", log(), 3));
        console.stallsAfter("GET /api/logs/b1/follow?after=0", event(1, "one") + "event:log\n")
                .on("GET /api/logs/b1/follow?after=1", 502, "{\"message\":\"away\"}")
                .on("GET /api/logs/b1/follow?after=1", 200, event(2, "two") + "event:end\ndata:{}\n\n");
        rebuild("building", "rendered");

        Run run = Run.hasty(console, "logs", IMAGE, "--follow");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo("one\ntwo\n");
    }

    @Test
    void verifyingGoesWithoutPrinting() {
        assertThat(Run.of(console, "logs", "b1", "--verify", "--follow").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    private static RecordedLog log() {
        return new RecordedLog("b1").add(1, "one\ntwo\n").add(1, "three\n").add(2, "four\n");
    }

    private static String sealed(String id, RecordedLog log, int records) {
        return "{\"stage\":\"build\",\"id\":\"%s\",\"digest\":\"%s\",\"records\":%d}"
                .formatted(id, log.head(), records);
    }

    private void image(String stage, String logs) {
        String story = "{\"run\":{\"image\":\"%s\",\"rebuildId\":\"r1\",\"stage\":\"%s\"},\"logs\":[%s]}"
                .formatted(IMAGE, stage, logs);
        console.on("GET /api/why?reference=node%2F22.23.3%2Fbookworm", 200, story)
                .on("GET /api/why?reference=b1", 200, story);
    }

    private void rebuild(String state, String stage) {
        console.on(
                "GET /api/rebuilds/r1",
                200,
                "{\"id\":\"r1\",\"state\":\"%s\",\"images\":[{\"image\":\"%s\",\"stage\":\"%s\"}]}"
                        .formatted(state, IMAGE, stage));
    }

    private void records(String id, RecordedLog log) {
        console.on("GET /api/logs/" + id + "/records?after=0", 200, log.records())
                .on("GET /api/logs/" + id + "/records", 200, "[]");
    }

    private static String event(int seq, String line) {
        return "id:" + seq + "\nevent:log\ndata:{\"attempt\":1,\"text\":\"" + RecordedLog.TIME + line + "\\n\"}\n\n";
    }
}
