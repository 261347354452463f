package dev.imprimatur.bench.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.bench.process.Times;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long after one stage ended for an image the next one began with it: from the time in the event, which is a little
 * before its commit, to the begin of the next stage's first attempt.
 */
final class StageStarts {
    private static final String PUBLICATIONS =
            "select publication_id, started_at from publisher.publication_attempt where number = 1";

    private StageStarts() {}

    /** Of all images that these events of a stack are about, by a name for each step. */
    static Map<String, Times> of(BenchStack stack) throws SQLException {
        List<JsonNode> built = stack.events("build-completed");
        List<JsonNode> tested = stack.events("test-completed");
        Map<String, Times> times = new LinkedHashMap<>();
        times.put("render to build", between(told(stack.events("render-completed")), begun(built)));
        times.put("build to test", between(told(built), begun(tested)));
        times.put("test to publication", between(told(tested), publications(stack)));
        return times;
    }

    /** What has both: of each image and rebuild the time between. */
    static Times between(Map<String, Instant> told, Map<String, Instant> begun) {
        return Times.of(told.entrySet().stream()
                .filter(each -> begun.containsKey(each.getKey()))
                .map(each -> Duration.between(each.getValue(), begun.get(each.getKey()))
                        .toNanos())
                .toList());
    }

    private static Map<String, Instant> told(List<JsonNode> events) {
        Map<String, Instant> told = new HashMap<>();
        events.forEach(event ->
                told.put(key(event), Instant.parse(event.path("occurredAt").asText())));
        return told;
    }

    private static Map<String, Instant> begun(List<JsonNode> events) {
        Map<String, Instant> begun = new HashMap<>();
        events.forEach(event -> begun.put(
                key(event),
                Instant.parse(event.path("attempts").path(0).path("startedAt").asText())));
        return begun;
    }

    private static String key(JsonNode event) {
        return event.path("rebuildId").asText() + "/"
                + event.path("candidate").path("image").asText();
    }

    private static Map<String, Instant> publications(BenchStack stack) throws SQLException {
        Map<String, Instant> begun = new HashMap<>();
        try (Connection connection = stack.database();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(PUBLICATIONS)) {
            while (rows.next()) {
                begun.put(
                        rows.getString(1),
                        rows.getObject(2, OffsetDateTime.class).toInstant());
            }
        }
        return begun;
    }
}
