package dev.imprimatur.messaging.outbox;

import dev.imprimatur.messaging.metric.Figures;
import dev.imprimatur.messaging.sql.Sql;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.jboss.logging.Logger;

/**
 * Events that Kafka refuses whatever one waits for. They are set aside, so that what comes after them is sent, and stay
 * in table {@code outbox_refused} until an operator has handled them or they are old.
 */
@ApplicationScoped
class RefusedEvents {
    private static final Logger LOG = Logger.getLogger(RefusedEvents.class);
    private static final String SET_ASIDE =
            "with refused as (delete from outbox where id = ? returning id, topic, key, headers, payload, created_at)"
                    + " insert into outbox_refused (id, topic, key, headers, payload, created_at, why)"
                    + " select refused.*, ? from refused returning topic, key, octet_length(payload), headers ->> 'ce_id'";
    private static final String COUNT = "select count(*) from outbox_refused";

    @Inject
    DataSource dataSource;

    @Inject
    MeterRegistry meters;

    void start(@Observes StartupEvent event) {
        Figures<Long> refused = new Figures<>(Figures.OF_DATABASE, this::count);
        Gauge.builder("imprimatur.outbox.refused", () -> refused.show(Long::doubleValue))
                .register(meters);
    }

    /** Whether Kafka would refuse it again. What is forbidden or unknown may be allowed or made: that is waited for. */
    static boolean isForGood(Throwable refusal) {
        return refusal instanceof RecordTooLargeException
                || refusal instanceof SerializationException
                || refusal instanceof InvalidTopicException
                || refusal instanceof InvalidRecordException
                || refusal instanceof UnsupportedForMessageFormatException;
    }

    /** Moves these rows of the outbox, each with why, in the current transaction. */
    void setAside(Sql sql, Map<Long, String> refused) throws SQLException {
        for (Map.Entry<Long, String> each : refused.entrySet()) {
            sql.first(SET_ASIDE, RefusedEvents::name, each.getKey(), each.getValue())
                    .ifPresent(event -> LOG.errorf(
                            "Kafka refuses the event %s for good, it is set aside in table outbox_refused, and the rest"
                                    + " goes on: %s",
                            event, each.getValue()));
        }
    }

    private static String name(ResultSet row) throws SQLException {
        return "%s of %d bytes on %s".formatted(row.getString(4), row.getInt(3), row.getString(1));
    }

    /** How many there are. */
    long count() {
        return Sql.run(dataSource, "cannot count refused events", sql -> sql.first(COUNT, row -> row.getLong(1)))
                .orElseThrow();
    }
}
