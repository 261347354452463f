package dev.imprimatur.logs.read;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.logs.LogsTest;
import dev.imprimatur.logs.store.LineIndex;
import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.logs.store.LogStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Lines by their numbers, and a search over all of them. */
@LogsTest
class LinesTest {
    private static final String TIME = "2026-11-24T03:00:12.345Z ";

    @Inject
    LogStore store;

    @Inject
    LineIndex index;

    @Inject
    DataSource dataSource;

    private final String id = "b-" + UUID.randomUUID();
    private final String lines = "/api/logs/" + id + "/lines";

    @Test
    void numbersCountThroughRecordsAndAttempts() {
        append(append(begin(1), line("one") + line("two")), line("three"));
        append(begin(2), line("four") + line("five"));

        get(lines + "?from=2&count=3")
                .then()
                .statusCode(200)
                .body("total", equalTo(5))
                .body("lines.number", contains(2, 3, 4))
                .body("lines.text", contains("two", "three", "four"))
                .body("lines.attempt", contains(1, 1, 2))
                .body("lines[0].time", equalTo(TIME.strip()))
                .body("next", equalTo(5))
                .body("attempts.collect { it.first }", contains(1, 4))
                .body("attempts.collect { it.last }", contains(3, 5));
        get(lines + "?attempt=2").then().body("lines.number", contains(4, 5)).body("next", nullValue());
        get(lines + "?from=6").then().body("lines", empty()).body("total", equalTo(5));
    }

    @Test
    void aLineThatTwoRecordsShareIsOne() {
        LogPosition at = append(begin(1), line("one") + TIME + "tw");
        append(at, "o\n" + line("three"));

        get(lines).then().body("total", equalTo(3)).body("lines.text", contains("one", "two", "three"));
        get(lines + "?from=2").then().body("lines.text", contains("two", "three"));
        get(lines + "?from=3").then().body("lines.number", contains(3)).body("lines.text", contains("three"));
    }

    @Test
    void aLineOnWhichAnAttemptDiedIsNoneOfTheNextAttempt() {
        append(begin(1), line("one") + TIME + "tw");
        append(begin(2), line("three"));

        get(lines).then().body("lines.number", contains(1, 2, 3)).body("lines.text", contains("one", "tw", "three"));
        get(lines + "?from=3").then().body("lines.number", contains(3)).body("lines.text", contains("three"));
    }

    @Test
    void whatIsAddedIsCountedToo() {
        LogPosition first = append(begin(1), line("one"));
        get(lines).then().body("total", equalTo(1));

        append(first, line("two"));

        get(lines + "?from=2").then().body("total", equalTo(2)).body("lines.text", contains("two"));
    }

    @Test
    void aSearchFindsEveryLineInWhateverCaseAndCountsThem() {
        LogPosition at = append(begin(1), line("E: Unable to fetch") + line("fine"));
        append(at, line("unable again") + line("fine") + line("UNABLE at last"));

        given().queryParam("q", "unable")
                .queryParam("count", 2)
                .get(lines)
                .then()
                .body("hits", equalTo(3))
                .body("lines.number", contains(1, 3))
                .body("next", equalTo(5));
        given().queryParam("q", "unable")
                .queryParam("from", 5)
                .get(lines)
                .then()
                .body("lines.number", contains(5));
        given().queryParam("q", "2026-11").get(lines).then().body("hits", equalTo(0));
        given().queryParam("q", "not there")
                .get(lines)
                .then()
                .body("hits", equalTo(0))
                .body("lines", empty());
    }

    @Test
    void aWindowOfALongLogReadsOnlyItsRecords() {
        LogPosition at = begin(1);
        for (int block = 0; block < 40; block++) {
            int first = block * 1000;
            at = append(
                    at,
                    IntStream.range(first, first + 1000)
                            .mapToObj(number -> line("line " + number))
                            .collect(Collectors.joining()));
        }
        get(lines + "?from=39999&count=10")
                .then()
                .body("total", equalTo(40_000))
                .body("lines", hasSize(2));
        // Neither the index nor the window needs what lies before any more.
        spoil(30);

        get(lines + "?from=39999&count=10").then().body("lines.text", contains("line 39998", "line 39999"));
        assertThat(index.blocks(id))
                .hasSize(40)
                .last()
                .extracting(LineIndex.Block::first)
                .isEqualTo(39_001L);
    }

    @Test
    void aVeryLongLineIsCutAndAVeryLargeWindowIsShorter() {
        String longest = "x".repeat(20_000);
        LogPosition at = begin(1);
        for (int i = 0; i < 30; i++) {
            at = append(at, line(longest).repeat(10));
        }

        int told = get(lines + "?count=3000").jsonPath().getList("lines").size();
        assertThat(told).isBetween(200, 299);
        get(lines + "?count=3000").then().body("next", equalTo(told + 1));
        assertThat(get(lines + "?count=1").jsonPath().getString("lines[0].text"))
                .hasSizeBetween(16_000, 16_384);
    }

    @Test
    void aLogFromBeforeThereWereRecordsHasLinesToo() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("one\ntwo\nthree".getBytes(StandardCharsets.UTF_8));
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "insert into log (id, digest, bytes, content, kept_at) values (?, 'sha256:1', 13, ?, now())")) {
            statement.setString(1, id);
            statement.setBytes(2, packed.toByteArray());
            statement.executeUpdate();
        }

        get(lines + "?count=1")
                .then()
                .body("total", equalTo(3))
                .body("lines.text", contains("one"))
                .body("next", equalTo(2));
        get(lines + "?from=3").then().body("lines.text", contains("three")).body("next", nullValue());
    }

    @Test
    void whatIsWrongIsNamed() {
        append(begin(1), line("one"));
        get(lines + "?from=0").then().statusCode(400).body(containsString("from: "));
        get(lines + "?count=3001").then().statusCode(400).body(containsString("count: "));
        get(lines + "?q=" + "x".repeat(257)).then().statusCode(400).body(containsString("q: "));
        get("/api/logs/b-unknown/lines").then().statusCode(404);
    }

    private static String line(String text) {
        return TIME + text + "\n";
    }

    private LogPosition begin(int attempt) {
        return QuarkusTransaction.requiringNew().call(() -> store.begin(id, attempt));
    }

    private LogPosition append(LogPosition at, String text) {
        return store.append(at, text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private void spoil(int records) {
        QuarkusTransaction.requiringNew().run(() -> {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement statement = connection.prepareStatement(
                            "update log_record set content = ''::bytea where log_id = ? and seq <= ?")) {
                statement.setString(1, id);
                statement.setInt(2, records);
                statement.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
