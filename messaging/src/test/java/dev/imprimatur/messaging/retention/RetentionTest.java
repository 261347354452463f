package dev.imprimatur.messaging.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class RetentionTest {
    private static final String IN_KAFKA = "rollback-requested";
    private static final String NOT_IN_KAFKA = "rollback-completed";

    @Inject
    Retention retention;

    @Inject
    DataSource dataSource;

    @Inject
    MeterRegistry meters;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @Test
    void anEntryOfTheInboxOutlivesItsTimeAndWhatKafkaCanDeliverAgain() throws Exception {
        try (Kafka kafka = new Kafka(servers)) {
            kafka.send(Topic.ROLLBACK_REQUESTED, "key", "{}".getBytes(StandardCharsets.UTF_8));
        }
        change("delete from inbox");
        change("delete from inbox_event");
        change("insert into inbox values ('nowhere', '%s', now())".formatted(NOT_IN_KAFKA));
        change("insert into inbox values ('deliverable', '%s', now())".formatted(IN_KAFKA));
        change("insert into inbox values ('earlier', '%s', now() - interval '1 hour')".formatted(IN_KAFKA));
        change("insert into inbox_event select topic, 'source', event_id, 'digest', received_at from inbox"
                + " where topic in ('%s', '%s')".formatted(IN_KAFKA, NOT_IN_KAFKA));

        retention.clear(after(Duration.ofDays(29)));
        assertThat(inbox()).containsExactly("deliverable", "earlier", "nowhere");

        retention.clear(after(Duration.ofDays(31)));
        assertThat(inbox()).containsExactly("deliverable");
        assertThat(strings("select event_id from inbox_event where source = 'source'"))
                .containsExactly("deliverable");
    }

    @Test
    void manyGoInSmallPartsAndAreCounted() throws Exception {
        double before = expired("inbox-entries");
        change("insert into inbox select 'many-' || n, '%s', now() from generate_series(1, 2500) n"
                .formatted(NOT_IN_KAFKA));

        retention.clear(after(Duration.ofDays(31)));

        assertThat(inbox()).filteredOn(id -> id.startsWith("many-")).isEmpty();
        assertThat(expired("inbox-entries") - before).isGreaterThanOrEqualTo(2500);
    }

    @Test
    void oneInstanceRemovesAtATime() throws Exception {
        change("insert into cancelled_rebuild values ('long-ago', 'cancelled', now() - interval '2 years')");
        try (Connection other = dataSource.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(hashtext('imprimatur.retention.' || current_schema()))");
            retention.clear(Instant.now());
            assertThat(strings("select rebuild_id from cancelled_rebuild")).contains("long-ago");
            statement.execute("select pg_advisory_unlock_all()");
        }

        retention.clear(Instant.now());

        assertThat(strings("select rebuild_id from cancelled_rebuild")).doesNotContain("long-ago");
    }

    @Test
    void whatCannotBeRemovedKeepsNothingElseFromBeingRemoved() throws Exception {
        change("insert into cancelled_rebuild values ('removable', 'cancelled', now() - interval '2 years')");
        change("alter table inbox rename to away");
        try {
            retention.clear(Instant.now());
        } finally {
            change("alter table away rename to inbox");
        }

        assertThat(strings("select rebuild_id from cancelled_rebuild")).doesNotContain("removable");
    }

    @Test
    void anAgeOfNothingIsRefusedAtTheStart() {
        Retention wrong = new Retention();
        wrong.config = new RetentionConfig() {
            @Override
            public Duration logs() {
                return Duration.ZERO;
            }

            @Override
            public Duration history() {
                return Duration.ofDays(1);
            }

            @Override
            public Duration inbox() {
                return Duration.ofDays(1);
            }

            @Override
            public Duration deadLetters() {
                return Duration.ofDays(1);
            }

            @Override
            public Duration interval() {
                return Duration.ofDays(1);
            }
        };

        assertThatThrownBy(() -> wrong.start(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("imprimatur.retention.logs is PT0S");
    }

    private static Instant after(Duration time) {
        return Instant.now().plus(time);
    }

    private double expired(String what) {
        return meters.counter("imprimatur.expired", "what", what).count();
    }

    private List<String> inbox() throws SQLException {
        return strings("select event_id from inbox where topic in ('%s', '%s') order by event_id"
                .formatted(IN_KAFKA, NOT_IN_KAFKA));
    }

    private List<String> strings(String query) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> strings = new ArrayList<>();
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
            return strings;
        }
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
