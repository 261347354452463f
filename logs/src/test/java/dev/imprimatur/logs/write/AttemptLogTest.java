package dev.imprimatur.logs.write;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.logs.LogsTest;
import dev.imprimatur.logs.secret.Secrets;
import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.logs.store.LogRecord;
import dev.imprimatur.logs.store.LogStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@LogsTest
class AttemptLogTest {
    private static final String TIMES = "(?m)^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z ";

    @Inject
    LogStore store;

    private final String id = "b-" + UUID.randomUUID();

    @Test
    void everyLineIsKeptWithItsTime() {
        try (AttemptLog log = log(1, Long.MAX_VALUE)) {
            log.line("==> attempt %d", 1);
            log.write("one\ntwo with 100%\n\nunfin");
            log.write("ished\nhalf");
            log.line("<== %s", "done");
            log.end();
            log.write("too late\n");
        }

        String timed = get("/api/logs/" + id + "?timestamps=true").asString();
        assertThat(timed.replaceAll(TIMES, "")).isEqualTo("""
                ==> attempt 1
                one
                two with 100%

                unfinished
                half
                <== done
                """);
        assertThat(get("/api/logs/" + id).asString()).isEqualTo(timed.replaceAll(TIMES, ""));
    }

    @Test
    void whatIsPrintedCanBeReadAMomentLater() {
        try (AttemptLog log = log(1, Long.MAX_VALUE)) {
            log.write("begun\n");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () -> assertThat(get("/api/logs/" + id).asString()).isEqualTo("begun\n"));
        }
    }

    @Test
    void aFloodIsKeptInRecordsOfBoundedSize() {
        String line = "0123456789 abcdefghij ".repeat(8) + "\n";
        try (AttemptLog log = log(1, Long.MAX_VALUE)) {
            for (int i = 0; i < 20_000; i++) {
                log.write(line);
            }
            log.end();
        }

        List<LogRecord> records = store.records(id, 0, null, 1000);
        assertThat(records)
                .hasSizeGreaterThan(10)
                .allSatisfy(record -> assertThat(record.text()).hasSizeLessThan(300 * 1024));
        assertThat(get("/api/logs/" + id).asByteArray()).hasSize(20_000 * line.length());
    }

    @Test
    void beyondTheLimitOneLineSaysWhatIsMissing() {
        try (AttemptLog log = log(1, 10)) {
            log.write("12345\n");
            log.write("6789\nabcdef\n");
            log.write("more\n");
            log.line("<== done");
            log.end();
        }

        assertThat(get("/api/logs/" + id).asString()).isEqualTo("""
                12345
                [what the attempt prints from here on is left out: it is more than the 10 characters of the.key]
                <== done
                [17 characters were left out]
                """);
    }

    @Test
    void secretsAreHiddenBeforeAnythingIsKept() {
        try (AttemptLog log = log(1, Long.MAX_VALUE)) {
            log.write("token is s3cr3t-value, really\nhttps://a:b@host\n");
            log.line("<== %s", "could not log in with s3cr3t-value");
            log.end();
        }

        assertThat(get("/api/logs/" + id).asString()).isEqualTo("""
                token is ***, really
                https://a:***@host
                <== could not log in with ***
                """);
    }

    @Test
    void anAttemptThatDiesLeavesWhatItStoredAndTheNextGoesOn() {
        AttemptLog dead = log(1, Long.MAX_VALUE);
        dead.write("first\n");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !store.records(id, 0, null, 1).isEmpty());

        try (AttemptLog next = log(2, Long.MAX_VALUE)) {
            dead.write("a zombie\n");
            next.write("second\n");
            next.end();
            dead.end();
        }

        assertThat(get("/api/logs/" + id).asString()).isEqualTo("first\nsecond\n");
        assertThat(get("/api/logs/" + id + "?attempt=2").asString()).isEqualTo("second\n");
    }

    private AttemptLog log(int attempt, long limit) {
        LogPosition position = QuarkusTransaction.requiringNew().call(() -> store.begin(id, attempt));
        return new AttemptLog(store, position, Secrets.of(List.of("s3cr3t-value")), limit, "the.key");
    }
}
