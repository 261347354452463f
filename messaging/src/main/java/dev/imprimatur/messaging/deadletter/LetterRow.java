package dev.imprimatur.messaging.deadletter;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.messaging.column.JsonText;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Between a record of Kafka and a row. Names and values are whatever was sent, so they are kept as bytes or as JSON.
 */
final class LetterRow {
    /** What {@link #letter} reads. */
    static final String COLUMNS = "id, topic, key, octet_length(value) as bytes, kind, reason, noted_at, refused_at,"
            + " refusals, state, decided_at, decided_by, decided_why";

    private static final int LONGEST_VALUE = 64 * 1024;
    private static final TypeReference<List<Header>> HEADERS = new TypeReference<>() {};

    private LetterRow() {}

    /** A header, whose value travels as base64. */
    private record Header(String name, byte[] value) {}

    static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** PostgreSQL has no character 0. */
    static String text(String text) {
        return text.replace('\0', '?');
    }

    static String json(Headers headers) {
        return JsonText.of(StreamSupport.stream(headers.spliterator(), false)
                .map(header -> new Header(header.key(), header.value()))
                .toList());
    }

    static Letter letter(ResultSet row) throws SQLException {
        String id = row.getString("id");
        return LetterBuilder.builder()
                .id(id)
                .service(id.substring(0, id.indexOf(':')))
                .topic(row.getString("topic"))
                .key(string(row.getBytes("key")))
                .bytes(row.getInt("bytes"))
                .kind(row.getString("kind"))
                .reason(row.getString("reason"))
                .notedAt(time(row, "noted_at"))
                .refusedAt(time(row, "refused_at"))
                .refusals(row.getInt("refusals"))
                .state(LetterState.valueOf(row.getString("state")))
                .decidedAt(time(row, "decided_at"))
                .decidedBy(row.getString("decided_by"))
                .decidedWhy(row.getString("decided_why"))
                .build();
    }

    static WholeLetter whole(ResultSet row) throws SQLException {
        String value = string(row.getBytes("value"));
        return new WholeLetter(
                letter(row),
                headers(row).stream()
                        .map(header -> new WholeLetter.Header(header.name(), string(header.value())))
                        .toList(),
                value == null || value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…");
    }

    static ConsumerRecord<String, byte[]> record(ResultSet row) throws SQLException {
        RecordHeaders headers = new RecordHeaders();
        headers(row).forEach(header -> headers.add(header.name(), header.value()));
        return new ConsumerRecord<>(
                row.getString("topic"),
                row.getInt("place"),
                row.getLong("record_offset"),
                time(row, "record_time").toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                string(row.getBytes("key")),
                row.getBytes("value"),
                headers,
                Optional.empty());
    }

    private static List<Header> headers(ResultSet row) throws SQLException {
        return JsonText.read(row.getString("headers"), HEADERS);
    }

    private static String string(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
