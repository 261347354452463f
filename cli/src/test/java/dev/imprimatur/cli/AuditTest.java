package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Who asked for what. */
class AuditTest {
    private static final String ACTS = """
            [{"seq":3,"at":"2026-11-25T03:00:47Z","way":"rest","who":"alice","address":"127.0.0.1",
              "act":"POST /api/rollbacks","about":"node:22","reason":"crashes","status":202,"outcome":"/api/rollbacks/r-1"},
             {"seq":2,"at":"2026-11-25T03:00:46Z","way":"kafka","who":"Kafka, claims to be bob","claims":"bob",
              "act":"rebuild-requested","about":"rebuild-all"},
             {"seq":1,"at":"2026-11-25T03:00:45Z","way":"rest","who":"no token","address":"127.0.0.1",
              "act":"POST /api/rebuilds"}]""";

    @Test
    void isListedWithWhatCameOfIt() throws IOException {
        try (StubServer console = new StubServer().on("GET /api/audit", 200, ACTS)) {
            Run run = Run.of(console, "audit", "--since", "2026-11-24", "--who", "alice & bob", "--refused");

            assertThat(run.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
                    .containsExactly(
                            "AT | WHO | FROM | ACT | ABOUT | REASON | RESULT",
                            "2026-11-25T03:00:47Z | alice | 127.0.0.1 | POST /api/rollbacks | node:22 | crashes | 202 /api/rollbacks/r-1",
                            "2026-11-25T03:00:46Z | Kafka, claims to be bob | rebuild-requested | rebuild-all",
                            "2026-11-25T03:00:45Z | no token | 127.0.0.1 | POST /api/rebuilds | cut off");
            assertThat(console.requests())
                    .containsExactly(
                            "GET /api/audit?limit=100&refused=true&since=2026-11-24T00%3A00%3A00Z&who=alice%20%26%20bob");
        }
    }

    @Test
    void nothingIsSaidToo() throws IOException {
        try (StubServer console = new StubServer().on("GET /api/audit", 200, "[]")) {
            assertThat(Run.of(console, "audit").out().strip()).isEqualTo("nothing was asked for");
            assertThat(Run.of(console, "audit", "--json").out().strip()).isEqualTo("[ ]");
        }
    }
}
