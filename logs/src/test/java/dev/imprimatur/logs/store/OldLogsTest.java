package dev.imprimatur.logs.store;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.imprimatur.logs.LogsTest;
import dev.imprimatur.messaging.retention.Retention;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@LogsTest
class OldLogsTest {
    private static final List<String> WAYS = List.of("", "/records", "/follow");

    @Inject
    LogStore store;

    @Inject
    Retention retention;

    @Inject
    DataSource dataSource;

    private final String id = "b-" + UUID.randomUUID();

    @Test
    void aLogGoesAsAWholeWhenItIsOldEnoughAndSaysSo() {
        LogPosition begun = QuarkusTransaction.requiringNew().call(() -> store.begin(id, 1));
        append(append(begun, "one\n"), "two\n");
        QuarkusTransaction.requiringNew().run(() -> store.seal(id));

        retention.clear(Instant.now().plus(Duration.ofDays(89)));
        assertThat(store.records(id, 0, null, 10)).hasSize(2);
        WAYS.forEach(way -> get("/api/logs/" + id + way).then().statusCode(200));

        retention.clear(Instant.now().plus(Duration.ofDays(91)));
        assertThat(store.records(id, 0, null, 10)).isEmpty();
        assertThat(store.state(id)).isEmpty();
        WAYS.forEach(way -> get("/api/logs/" + id + way)
                .then()
                .statusCode(410)
                .body(containsString("log '" + id + "' ended at "))
                .body(containsString("was removed for its age at ")));
        get("/api/logs/" + id + "0").then().statusCode(404);
    }

    @Test
    void aLogThatIsStillWrittenToIsNotOld() throws Exception {
        LogPosition begun = QuarkusTransaction.requiringNew().call(() -> store.begin(id, 1));
        change("update kept_log set begun_at = now() - interval '1 year' where id = '" + id + "'");
        LogPosition first = append(begun, "one\n");

        retention.clear(Instant.now());
        append(first, "two\n");

        assertThat(store.records(id, 0, null, 10)).hasSize(2);
    }

    @Test
    void aLogThatWasNeverSealedGoesToo() throws Exception {
        append(QuarkusTransaction.requiringNew().call(() -> store.begin(id, 1)), "one\n");

        retention.clear(Instant.now().plus(Duration.ofDays(91)));

        assertThat(store.state(id)).isEmpty();
        assertThat(store.expired(id)).isPresent();
    }

    @Test
    void logsFromBeforeThereWereRecordsGoToo() throws Exception {
        change("insert into log (id, digest, bytes, content, kept_at) values ('" + id
                + "', 'sha256:0', 6, '', now() - interval '91 days')");

        retention.clear(Instant.now());

        assertThat(store.expired(id)).isPresent();
        get("/api/logs/" + id).then().statusCode(410);
    }

    private LogPosition append(LogPosition at, String text) {
        return store.append(at, text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
