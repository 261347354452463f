package dev.imprimatur.logs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.LogReference;
import dev.imprimatur.logs.LogsTest;
import dev.imprimatur.oci.Digest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@LogsTest
class LogStoreTest {
    @Inject
    LogStore store;

    @Inject
    DataSource dataSource;

    private final String id = "b-" + UUID.randomUUID();

    @Test
    void recordsAreLinkedByTheirDigests() {
        LogPosition begun = begin(1);
        LogPosition second = append(append(begun, "one\n"), "two\n");
        LogReference reference = seal();

        List<LogRecord> records = store.records(id, 0, null, 10);
        assertThat(records).extracting(LogRecord::seq).containsExactly(1, 2);
        assertThat(records)
                .extracting(record -> new String(record.text(), StandardCharsets.UTF_8))
                .containsExactly("one\n", "two\n");
        String before = digest(id);
        for (LogRecord record : records) {
            assertThat(record.previous()).isEqualTo(before);
            before = digest(before + "\n" + record.seq() + "\n1\n" + new String(record.text(), StandardCharsets.UTF_8));
            assertThat(record.digest()).isEqualTo(before);
        }
        assertThat(reference).isEqualTo(new LogReference(id, new Digest(before), 8, 2));
        assertThat(second.head()).isEqualTo(reference.digest());
    }

    @Test
    void theSameRecordIsStoredOnceHoweverOftenItIsSent() {
        LogPosition begun = begin(1);

        LogPosition first = append(begun, "one\n");
        LogPosition again = append(begun, "one\n");

        assertThat(again).isEqualTo(first);
        assertThat(store.records(id, 0, null, 10)).hasSize(1);
    }

    @Test
    void anAttemptThatWasTakenOverIsShutOutAndTheNextGoesOnAfterIt() {
        LogPosition first = append(begin(1), "one\n");
        LogPosition second = begin(2);

        assertThat(second.head()).isEqualTo(first.head());
        assertThat(store.append(first, "late\n".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        append(second, "two\n");
        assertThat(store.records(id, 0, null, 10))
                .extracting(LogRecord::attempt)
                .containsExactly(1, 2);
        assertThat(store.records(id, 0, 2, 10)).extracting(LogRecord::seq).containsExactly(2);
    }

    @Test
    void nothingIsAddedToASealedLog() {
        LogPosition begun = begin(1);
        LogReference reference = seal();

        assertThat(store.append(begun, "late\n".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(seal()).isEqualTo(reference);
        assertThat(reference.records()).isZero();
    }

    @Test
    void aLogThatNeverBeganHasNoReference() {
        assertThat(seal()).isNull();
        assertThat(store.state(id)).isEmpty();
    }

    @Test
    void logsFromBeforeThereWereRecordsAreStillRead() throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into log (id, digest, bytes, content, kept_at) values ('" + id + "', '"
                    + digest("hello\n") + "', 6, '\\x" + HexFormat.of().formatHex(gzip("hello\n"))
                    + "', '2026-11-24T03:00:00Z')");
        }

        assertThat(store.earlierText(id).map(String::new)).contains("2026-11-24T03:00:00.000Z hello\n");
        assertThat(seal()).isEqualTo(new LogReference(id, new Digest(digest("hello\n")), 6, null));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private LogPosition begin(int attempt) {
        return QuarkusTransaction.requiringNew().call(() -> store.begin(id, attempt));
    }

    private LogPosition append(LogPosition at, String text) {
        return store.append(at, text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private LogReference seal() {
        return QuarkusTransaction.requiringNew().call(() -> store.seal(id));
    }

    private static String digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).value();
    }
}
