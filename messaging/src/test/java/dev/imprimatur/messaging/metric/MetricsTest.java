package dev.imprimatur.messaging.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.deadletter.Decision;
import dev.imprimatur.messaging.deadletter.KeptLetters;
import dev.imprimatur.messaging.deadletter.LetterState;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class MetricsTest {
    /** Prometheus' own. */
    private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(10);

    @Inject
    Outbox outbox;

    @Inject
    KeptLetters letters;

    @Inject
    DataSource database;

    @TestHTTPResource("/q/metrics")
    URI metrics;

    @Test
    void whatWasSentIsCountedAndWhatWasRolledBackIsNot() throws Exception {
        BuildCompleted built = EventFixtures.event(BuildCompleted.class);
        QuarkusTransaction.begin();
        outbox.add(built);
        QuarkusTransaction.rollback();
        for (var type :
                List.of(BuildCompleted.class, TestCompleted.class, PublishCompleted.class, RebuildCompleted.class)) {
            QuarkusTransaction.requiringNew().run(() -> outbox.add(EventFixtures.event(type)));
        }

        assertThat(scrape())
                .contains(
                        "imprimatur_build_attempts_total{kind=\"registry-unreachable\",outcome=\"failed\"} 1.0",
                        "imprimatur_build_attempts_total{kind=\"none\",outcome=\"succeeded\"} 1.0",
                        "imprimatur_build_attempt_duration_seconds_sum{outcome=\"succeeded\"} 9.3",
                        "imprimatur_builds_total{kind=\"none\",outcome=\"succeeded\"} 1.0",
                        "imprimatur_flakes_total{kind=\"registry-unreachable\",stage=\"build\"} 1.0",
                        "imprimatur_publications_total{kind=\"none\",outcome=\"succeeded\"} 1.0",
                        "imprimatur_rebuilds_total{outcome=\"failed\"} 1.0")
                .anyMatch(line -> line.startsWith("imprimatur_verdicts_total{"));
    }

    @Test
    void whatWaitsIsShown() throws Exception {
        assertThat(scrape())
                .anyMatch(line -> line.matches("imprimatur_outbox_events [0-9.]+"))
                .anyMatch(line -> line.matches("imprimatur_outbox_wait_seconds [0-9.]+"))
                .anyMatch(line -> line.matches("imprimatur_work\\{kind=\"[a-z-]+\",state=\"running\"} [0-9.]+"))
                .anyMatch(line -> line.matches("imprimatur_work\\{kind=\"[a-z-]+\",state=\"waiting\"} [0-9.]+"))
                .anyMatch(line -> line.startsWith("imprimatur_work_wait_seconds{"));
    }

    @Test
    void aDeadLetterIsShownUntilSomeoneDecidesOnIt() throws Exception {
        long before = letters.waiting();
        String id = "messaging:build-completed-0-7--1";
        letters.note(
                new ConsumerRecord<>("build-completed", 0, 7, "key", new byte[0]), new IOException("test"), "test");

        await().untilAsserted(() -> assertThat(scrape()).contains("imprimatur_dead_letters " + (before + 1.0)));

        letters.decide(id, LetterState.WAITING, LetterState.DROPPED, new Decision(List.of(id), "test", "test"));
        await().untilAsserted(() -> assertThat(scrape()).contains("imprimatur_dead_letters " + (double) before));
    }

    /** As one whose disk stands still, or that waits for a lock. */
    @Test
    void aDatabaseThatHangsKeepsNoOtherMetricBack() throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String table : List.of("scheduled_tasks", "outbox", "outbox_refused", "dead_letter")) {
                statement.execute("lock table " + table + " in access exclusive mode");
            }
            // What was answered right before is shown for a second.
            await().untilAsserted(() -> assertThat(soon())
                    .contains("imprimatur_dead_letters NaN", "imprimatur_outbox_events NaN")
                    .anyMatch(line -> line.matches("imprimatur_clock_ahead_seconds -?[0-9.E-]+")));
            connection.rollback();
        }
        await().untilAsserted(
                        () -> assertThat(scrape()).anyMatch(line -> line.matches("imprimatur_dead_letters [0-9.]+")));
    }

    private List<String> soon() throws IOException, InterruptedException {
        Instant begin = Instant.now();
        List<String> lines = scrape();
        if (Duration.between(begin, Instant.now()).compareTo(SCRAPE_TIMEOUT) >= 0) {
            throw new IllegalStateException("Prometheus would have given up");
        }
        return lines;
    }

    private List<String> scrape() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body()
                .lines()
                .toList();
    }
}
