package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.FlakyRegistry;
import dev.imprimatur.publisher.registry.OutagesUnderTest;
import io.quarkus.arc.ClientProxy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Registries that are away for longer than all attempts at a publication take, which are two in some three seconds:
 * that costs time and no attempt.
 */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(OutagesUnderTest.class)
class RegistryOutageTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration LONGER_THAN_ALL_ATTEMPTS = Duration.ofSeconds(8);

    @Inject
    Bus bus;

    @Inject
    PublishWork work;

    OutagesUnderTest registries;

    private FlakyRegistry production;
    private Family family;

    @BeforeEach
    void newFamily() {
        production = registries.production();
        family = new Family(bus);
    }

    @AfterEach
    void up() {
        production.comeUp();
        registries.staging().comeUp();
    }

    @Test
    void aProductionRegistryThatIsAwayCostsTimeAndNoAttempts() {
        production.goDown();
        List<TestCompleted> events =
                Stream.of("1.0.0", "2.0.0", "3.0.0").map(this::approved).toList();
        events.forEach(bus::send);

        events.forEach(event -> awaitWaits(event, production.registry()));
        await().during(LONGER_THAN_ALL_ATTEMPTS).atMost(LONG).untilAsserted(() -> {
            for (TestCompleted event : events) {
                told(event).body("[0].state", equalTo("open")).body("[0].attempts", equalTo(0));
            }
        });
        given().get("/q/metrics").then().body(containsString("imprimatur_places_sick 1.0"));
        production.comeUp();

        for (TestCompleted event : events) {
            assertThat(family.published(event).failure()).isNull();
            told(event).body("[0].attempts", equalTo(1)).body("[0].waitingFor", nullValue());
        }
    }

    /** Two are in hand at once; one repository's tags wait for the other's lock. */
    @Test
    void whatIsInHandWhenItGoesDownIsHandedBackAndGoesOnWhereItWas() {
        Family other = new Family(bus);
        TestCompleted first = approved("1.0.0", "1", "latest");
        TestCompleted second = Verdicts.approved(staged(other, "second"), other.candidate("1.0.0", "1", "latest"));
        production.goDownAfter(3);
        bus.send(first);
        bus.send(second);

        awaitWaits(first, production.registry());
        awaitWaits(second, production.registry());
        await().during(LONGER_THAN_ALL_ATTEMPTS).atMost(LONG).untilAsserted(() -> {
            told(first).body("[0].state", equalTo("open")).body("[0].attempts", equalTo(0));
            told(second).body("[0].state", equalTo("open")).body("[0].attempts", equalTo(0));
        });
        assertThat(free(first) + free(second)).isPositive();
        production.comeUp();

        assertThat(family.published(first).failure()).isNull();
        assertThat(other.published(second).failure()).isNull();
        assertThat(digests(family, "1.0.0", "1", "latest"))
                .containsOnly(first.staged().digest());
        assertThat(digests(other, "1.0.0", "1", "latest"))
                .containsOnly(second.staged().digest());
    }

    @Test
    void itMayComeBackAndGoAwayAgainMoreOftenThanThereAreAttempts() {
        TestCompleted event = approved("1.0.0", "1", "latest");
        production.goDownAfter(0);
        bus.send(event);
        for (int outage = 1; outage <= 3; outage++) {
            int handedBack = outage;
            await().atMost(LONG).until(() -> free(event) == handedBack);
            awaitWaits(event, production.registry());
            production.comeUp(outage == 3 ? Integer.MAX_VALUE : 0);
        }

        assertThat(family.published(event).failure()).isNull();
        told(event).body("[0].attempts", equalTo(1));
    }

    @Test
    void whileStagingIsAwayWhatComesFromThereWaitsAndARollbackDoesNot() {
        ImageReference good = staged(family, "good");
        family.publish(good, "1.0.0", "1");
        family.publish(staged(family, "bad"), "1.0.0", "1");
        TestCompleted event = approved("2.0.0");
        registries.staging().goDown();
        bus.send(event);
        awaitWaits(event, registries.staging().registry());

        RollbackRequested request = family.rollback(family.image("1.0.0"), null);
        assertThat(family.rollBack(request).failure()).isNull();

        assertThat(family.digestOf("1")).isEqualTo(good.digest());
        await().during(LONGER_THAN_ALL_ATTEMPTS)
                .atMost(LONG)
                .untilAsserted(
                        () -> told(event).body("[0].state", equalTo("open")).body("[0].attempts", equalTo(0)));
        registries.staging().comeUp();
        assertThat(family.published(event).failure()).isNull();
    }

    @Test
    void aRollbackWaitsForProductionToo() {
        ImageReference good = staged(family, "good");
        family.publish(good, "1.0.0", "1");
        family.publish(staged(family, "bad"), "1.0.0", "1");
        production.goDownAfter(1);
        RollbackRequested request = family.rollback(family.image("1.0.0"), null);
        bus.send(request);

        awaitWaits(request.rebuildId(), "registry " + production.registry().host());
        await().during(LONGER_THAN_ALL_ATTEMPTS)
                .atMost(LONG)
                .untilAsserted(() -> told(request.rebuildId()).body("[0].state", equalTo("open")));
        production.comeUp();

        assertThat(family.rolledBack(request).failure()).isNull();
        assertThat(digests(family, "1.0.0", "1")).containsOnly(good.digest());
    }

    @Test
    void theTroubleOfOneRepositoryIsNotThatOfTheRegistry() {
        Family other = new Family(bus);
        production.answer("PUT /v2/" + family.repository + "/manifests/", "503 Service Unavailable");
        TestCompleted event = approved("1.0.0");
        bus.send(event);

        assertThat(family.published(event).failure().kind()).isEqualTo("registry-error");
        told(event).body("[0].attempts", equalTo(2));
        assertThat(free(event)).isZero();
        assertThat(other.publish(staged(other, "fine"), "1.0.0").failure()).isNull();
    }

    @Test
    void aRegistryWithoutRoomForBlobsCostsTimeAndNoAttempts() {
        production.answer("POST /v2/\\S+/blobs/uploads/", "507 Insufficient Storage");
        List<Family> families = Stream.generate(() -> new Family(bus)).limit(3).toList();
        List<TestCompleted> events = families.stream()
                .map(each -> Verdicts.approved(staged(each, "image"), each.candidate("1.0.0", "1")))
                .toList();
        events.forEach(bus::send);
        for (int i = 0; i < events.size(); i++) {
            awaitWaits(events.get(i), "uploads to " + uploads(families.get(i)));
        }
        TestCompleted later = approved("1.0.0");
        bus.send(later);

        awaitWaits(later, "uploads to registry " + production.registry().host());
        assertThat(free(later)).as("it was not even tried").isZero();
        await().during(LONGER_THAN_ALL_ATTEMPTS).atMost(LONG).untilAsserted(() -> {
            for (TestCompleted event : events) {
                told(event).body("[0].state", equalTo("open")).body("[0].attempts", equalTo(0));
            }
        });
        production.comeUp();

        for (int i = 0; i < events.size(); i++) {
            assertThat(families.get(i).published(events.get(i)).failure()).isNull();
        }
        assertThat(family.published(later).failure()).isNull();
    }

    @Test
    void whatOneRepositoryDoesNotTakeHoldsUpNoOther() {
        Family other = new Family(bus);
        production.answer("POST /v2/" + family.repository + "/blobs/uploads/", "503 Service Unavailable");
        TestCompleted event = approved("1.0.0");
        bus.send(event);
        awaitWaits(event, "uploads to " + uploads(family));

        assertThat(other.publish(staged(other, "fine"), "1.0.0").failure()).isNull();

        production.comeUp();
        assertThat(family.published(event).failure()).isNull();
    }

    private RepositoryReference uploads(Family whose) {
        return new RepositoryReference(production.registry(), whose.repository);
    }

    @Test
    void whatIsCancelledWhileProductionIsAwayEndsAtOnce() {
        production.goDown();
        TestCompleted event = approved("1.0.0");
        bus.send(event);
        awaitWaits(event, production.registry());

        bus.cancel(event.rebuildId());

        assertThat(family.published(event).failure().kind()).isEqualTo("cancelled");
        assertThat(isQueued(event)).isFalse();
    }

    @Test
    void whatIsCancelledWhileItWaitsAsLongAsARegistryAsksEndsAtOnce() {
        production.answer("HEAD /v2/" + family.repository + "/blobs/", "429 Too Many Requests\r\nRetry-After: 300");
        TestCompleted event = approved("1.0.0");
        bus.send(event);
        await().atMost(LONG)
                .untilAsserted(
                        () -> told(event).body("[0].failure", nullValue()).body("[0].attempts", equalTo(1)));
        await().atMost(LONG).until(() -> isDueInMinutes(event));

        bus.cancel(event.rebuildId());

        await().atMost(Duration.ofSeconds(10)).until(() -> !bus.published(event).isEmpty());
        assertThat(family.published(event).failure().kind()).isEqualTo("cancelled");
        assertThat(isQueued(event)).isFalse();
    }

    /** As the work queue interrupts what is in hand, once its grace is over. */
    @Test
    void whatAStoppedPublisherHasInHandCountsForNothing() {
        PublishWork real = ClientProxy.unwrap(work);
        Stopping running = real.stopping;
        Stopping stopped = new Stopping();
        production.answer("PUT /v2/" + family.repository + "/manifests/1.0.0", "");
        TestCompleted event = approved("1.0.0");
        try {
            real.stopping = stopped;
            bus.send(event);
            await().atMost(LONG).until(() -> production.answered() > 0);
            stopped.stop(null);
            Thread.getAllStackTraces().forEach((thread, stack) -> {
                if (Stream.of(stack).anyMatch(frame -> frame.getClassName().equals(PublishSteps.class.getName()))) {
                    thread.interrupt();
                }
            });

            await().atMost(LONG).until(() -> free(event) == 1);
            told(event).body("[0].attempts", equalTo(0)).body("[0].state", equalTo("open"));
        } finally {
            real.stopping = running;
            production.comeUp();
        }
        assertThat(family.published(event).failure()).isNull();
        told(event).body("[0].attempts", equalTo(1));
    }

    private TestCompleted approved(String version, String... aliases) {
        return Verdicts.approved(staged(family, version), family.candidate(version, aliases));
    }

    /** An image in the staging registry, by the address that the publisher has of it. */
    private ImageReference staged(Family whose, String text) {
        ImageReference pushed = whose.push(text);
        return new RepositoryReference(registries.staging().registry(), whose.repository).at(pushed.digest());
    }

    private static void awaitWaits(TestCompleted event, Registry registry) {
        awaitWaits(event, "registry " + registry.host());
    }

    private static void awaitWaits(TestCompleted event, String place) {
        awaitWaits(event.rebuildId(), place);
    }

    private static void awaitWaits(RebuildId rebuild, String place) {
        await().atMost(LONG).untilAsserted(() -> told(rebuild).body("[0].waitingFor", equalTo(place)));
    }

    private static ValidatableResponse told(TestCompleted event) {
        return told(event.rebuildId());
    }

    private static ValidatableResponse told(RebuildId rebuild) {
        return given().get("/api/publications?rebuild=" + rebuild).then();
    }

    private static long free(TestCompleted event) {
        return QuarkusTransaction.requiringNew()
                .call(() -> PublicationAttempt.count("publicationId = ?1 and free", Publication.id(event)));
    }

    private static List<Digest> digests(Family whose, String... tags) {
        return Stream.of(tags).map(whose::digestOf).toList();
    }

    private static boolean isDueInMinutes(TestCompleted event) {
        return isTrue(
                "select exists (select 1 from scheduled_tasks where task_instance = ?1 and not picked"
                        + " and execution_time > now() + interval '2 minutes')",
                event);
    }

    private static boolean isQueued(TestCompleted event) {
        return isTrue("select exists (select 1 from scheduled_tasks where task_instance = ?1)", event);
    }

    private static boolean isTrue(String query, TestCompleted event) {
        return QuarkusTransaction.requiringNew().call(() -> (Boolean) Publication.getEntityManager()
                .createNativeQuery(query, Boolean.class)
                .setParameter(1, Publication.id(event))
                .getSingleResult());
    }
}
