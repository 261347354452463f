package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.RollbackRequestedBuilder;
import dev.imprimatur.messaging.order.Order;
import dev.imprimatur.messaging.order.Orders;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.renderer.order.GivenPlaces;
import dev.imprimatur.renderer.order.Places;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rebuilds and rollbacks have their places in one sequence, each signed, and no place is given twice. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class PlacesTest extends Pipeline {
    private static final Orders ORDERS = new Orders(List.of(Path.of("target/keys/renderers")));

    @Inject
    Places places;

    @Inject
    GivenPlaces given;

    @Inject
    EntityManager database;

    /** With one for each, thousands of them displace the plans of other queries, and each place searches them all. */
    @Test
    void allPlacesShareThePlanOfOneQuery() {
        Statistics statistics =
                database.getEntityManagerFactory().unwrap(SessionFactory.class).getStatistics();
        statistics.setStatisticsEnabled(true);
        try {
            long before = statistics.getQueryPlanCacheMissCount();

            for (int place = 0; place < 200; place++) {
                QuarkusTransaction.requiringNew().call(() -> places.next());
            }

            assertThat(statistics.getQueryPlanCacheMissCount() - before).isLessThan(100);
        } finally {
            statistics.setStatisticsEnabled(false);
        }
    }

    @Test
    void rebuildsAndRollbacksGoUpInOneSequence() {
        RenderCompleted first = render();
        RollbackOrdered rollback = order("alone:3");
        RenderCompleted second = render();

        assertThat(first.candidate().place()).isLessThan(rollback.place());
        assertThat(rollback.place()).isLessThan(second.candidate().place());
        assertThat(first.candidate().rendered()).isGreaterThan(first.candidate().place());
        assertThatCode(() -> {
                    ORDERS.check(first.candidate(), first.rebuildId());
                    ORDERS.check(rollback);
                })
                .doesNotThrowAnyException();
        assertThat(rollback.request().reference()).isEqualTo("alone:3");
    }

    @Test
    void aRequestThatIsDeliveredTwiceHasOnePlace() {
        RollbackRequested request = request("twice:1");
        kafka.send(request);
        kafka.send(request);
        RollbackOrdered ordered = await(request);
        order("marker:1");

        assertThat(kafka.events(RollbackOrdered.class))
                .filteredOn(each -> each.rebuildId().equals(ordered.rebuildId()))
                .hasSize(1);
    }

    @Test
    void aRollbackThatAnotherEventAsksForAgainHasOnePlace() {
        RollbackRequested request = request("again:1");
        kafka.send(request);
        RollbackOrdered ordered = await(request);
        String again = id();
        kafka.send(RollbackRequestedBuilder.builder()
                .eventId(again)
                .occurredAt(Instant.now())
                .rebuildId(request.rebuildId())
                .reference(request.reference())
                .reason("once more")
                .build());
        org.awaitility.Awaitility.await().until(() -> isHandled(again));
        order("marker:2");

        assertThat(kafka.events(RollbackOrdered.class))
                .filteredOn(each -> each.rebuildId().equals(request.rebuildId()))
                .containsExactly(ordered);
    }

    @Test
    void rollbacksOfTwoSendersThatCallTheirRequestsAlikeAreTwoEvents() {
        RollbackRequested first = request("alike:1");
        RollbackRequested second = RollbackRequestedBuilder.builder()
                .eventId(first.eventId())
                .occurredAt(Instant.now())
                .rebuildId(new RebuildId("r-" + UUID.randomUUID()))
                .reference("alike:2")
                .build();
        sendFrom("/one", first);
        sendFrom("/other", second);

        // By its id the publisher knows an event that it was sent again.
        assertThat(await(first).eventId()).isNotEqualTo(await(second).eventId());
    }

    @Test
    void noPlaceIsGivenTwiceHoweverManyAskAtOnce() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Long>> askers = IntStream.range(0, 40)
                    .<Callable<Long>>mapToObj(
                            i -> () -> QuarkusTransaction.requiringNew().call(places::next))
                    .toList();
            assertThat(threads.invokeAll(askers).stream().map(Future::resultNow))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aRequestThatTheReleaseBeforeTookHasItsPlaceToo() {
        String id = "r-" + UUID.randomUUID();
        Object place = QuarkusTransaction.requiringNew().call(() -> {
            database.createNativeQuery("insert into rebuild (id, request, state, requested_at)"
                            + " values (?1, '{}', 'COMPLETED', now())")
                    .setParameter(1, id)
                    .executeUpdate();
            return database.createNativeQuery("select place from rebuild where id = ?1", Long.class)
                    .setParameter(1, id)
                    .getSingleResult();
        });

        assertThat((Long) place).isPositive();
    }

    @Test
    void aDatabaseThatWasSetBackGivesNoPlaceAgain() {
        long highest = order("before:1").place();
        // Whatever clock it was given by.
        RollbackOrdered ahead = signed(highest + Duration.ofDays(365).toMillis());
        kafka.send(ahead);
        kafka.send(Order.sign(ahead, SigningKey.generate()));
        RollbackOrdered forged = new RollbackOrdered(
                "forged", Instant.now(), ahead.rebuildId(), ahead.request(), Long.MAX_VALUE - 1, ahead.order());
        kafka.send(forged);
        QuarkusTransaction.requiringNew()
                .run(() ->
                        database.createNativeQuery("update place set last = 5").executeUpdate());

        given.raise();

        long next = QuarkusTransaction.requiringNew().call(places::next);
        assertThat(next).isEqualTo(ahead.place() + 1);
    }

    @Test
    void withoutKafkaEitherItBeginsAtTheClock() {
        QuarkusTransaction.requiringNew()
                .run(() ->
                        database.createNativeQuery("update place set last = 5").executeUpdate());

        places.raise(Instant.parse("2031-01-01T00:00:00Z").toEpochMilli());
        places.raise(7);

        assertThat(QuarkusTransaction.requiringNew().call(places::next))
                .isEqualTo(Instant.parse("2031-01-01T00:00:00Z").toEpochMilli() + 1);
    }

    @Test
    void whatIsBuiltOnASupersededImageIsBuiltOnWhatSupersededIt() {
        Digest newest = Digest.of("the newest".getBytes(StandardCharsets.UTF_8));
        request("rebuild-selected", "ground,app/1.0.15/*");
        RenderCompleted older = rendered("ground/1.0.0/bookworm");
        RebuildId first = rebuild;
        next();
        request("rebuild-selected", "ground");
        publish(rendered("ground/1.0.0/bookworm"), newest);
        completed();
        rebuild = first;
        send(PublishCompletedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .candidate(older.candidate())
                .digest(BUILT)
                .reason("because")
                .failure(FailureReport.superseded("the tag is " + newest))
                .build());

        RenderCompleted app = rendered("app/1.0.15/bookworm");

        assertThat(app.candidate().bases()).extracting(ImageReference::digest).containsExactly(newest);
        publish(app);
        assertThat(completed().superseded())
                .extracting(each -> each.image().toString())
                .containsExactly("ground/1.0.0/bookworm");
    }

    private static RollbackOrdered signed(long place) {
        RollbackRequested request = request("ahead:1");
        SigningKey key = new dev.imprimatur.attestation.key.OwnKey(
                        Optional.empty(),
                        Optional.of(Path.of("target/keys/renderer.pem")),
                        Optional.of(Path.of("target/keys/renderers")))
                .load("places");
        return Order.sign(new RollbackOrdered(id(), Instant.now(), request.rebuildId(), request, place, null), key);
    }

    private RenderCompleted render() {
        next();
        request("rebuild-selected", "alone");
        RenderCompleted rendered = rendered("alone/3.0.0/bookworm");
        publish(rendered);
        completed();
        return rendered;
    }

    private RollbackOrdered order(String reference) {
        RollbackRequested request = request(reference);
        kafka.send(request);
        return await(request);
    }

    private boolean isHandled(String event) {
        return QuarkusTransaction.requiringNew()
                .call(() -> !database.createNativeQuery("select 1 from inbox_event where event_id = ?1")
                        .setParameter(1, event)
                        .getResultList()
                        .isEmpty());
    }

    private static RollbackRequested request(String reference) {
        RebuildId id = new RebuildId("r-" + UUID.randomUUID());
        return RollbackRequestedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(id)
                .reference(reference)
                .reason("bad")
                .requestedBy("ann")
                .build();
    }

    private RollbackOrdered await(RollbackRequested request) {
        return org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> kafka.events(RollbackOrdered.class).stream()
                                .filter(each -> each.rebuildId().equals(request.rebuildId()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
