package dev.imprimatur.messaging.metric;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class MetricsTest {
    @Inject
    Outbox outbox;

    @Inject
    KeptLetters letters;

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

        assertThat(scrape()).contains("imprimatur_dead_letters " + (before + 1.0));

        letters.decide(id, LetterState.WAITING, LetterState.DROPPED, new Decision(List.of(id), "test", "test"));
        assertThat(scrape()).contains("imprimatur_dead_letters " + (double) before);
    }

    private List<String> scrape() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body()
                .lines()
                .toList();
    }
}
