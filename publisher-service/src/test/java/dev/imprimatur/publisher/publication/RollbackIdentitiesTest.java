package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.RollbackRequestedBuilder;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.approval.Approval;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.approval.TestOrders;
import dev.imprimatur.publisher.registry.RegistriesResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rollbacks that are asked for again, or by the identity of something else. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class RollbackIdentitiesTest extends RollbackFixture {

    @Test
    void aRollbackThatHasTheIdOfAnOldRequestIsCarriedOutAllTheSame() {
        ImageReference first = push("first");
        publish(first, "22.1.0");
        publish(push("second"), "22.1.0");
        RollbackRequested request = request(image("22.1.0"), null, null);
        QuarkusTransaction.requiringNew()
                .run(() -> Approval.getEntityManager()
                        .createNativeQuery("insert into inbox (event_id, topic, received_at)"
                                + " values (?1, 'rollback-requested', now() - interval '2 days')")
                        .setParameter(1, request.eventId())
                        .executeUpdate());

        assertThat(rollBack(request).failure()).isNull();
        assertThat(digestOf("22.1.0")).isEqualTo(first.digest());
    }

    @Test
    void whatWasRefusedStaysRefusedWhenItIsAskedForAgain() {
        publish(push("first"), "22.1.0");
        RollbackRequested request = request(image("22.1.0"), null, null);
        assertThat(rollBack(request).failure().kind()).isEqualTo("no-earlier-revision");
        publish(push("second"), "22.1.0");

        askAgain(request);

        given().get("/api/publications?rebuild=" + request.rebuildId()).then().body("size()", equalTo(0));
        assertThat(bus.rolledBack(request)).hasSize(1);
    }

    @Test
    void whatWasRolledBackHasOneOutcomeThoughItIsAskedForAgain() {
        publish(push("first"), "22.1.0");
        publish(push("second"), "22.1.0");
        RollbackRequested request = request(image("22.1.0"), null, null);
        assertThat(rollBack(request).failure()).isNull();

        askAgain(request);
        publish(push("third"), "22.1.0");
        assertThat(rollBack(request(image("22.1.0"), null, null)).failure())
                .as("outcomes keep their order, so a second one would be here by now")
                .isNull();

        assertThat(bus.rolledBack(request)).hasSize(1);
    }

    /** The same rollback in another event, which is waited for. */
    private void askAgain(RollbackRequested request) {
        RollbackRequested again = RollbackRequestedBuilder.builder()
                .eventId("again-" + request.rebuildId())
                .occurredAt(Instant.now())
                .rebuildId(request.rebuildId())
                .reference(request.reference())
                .requestedBy("ann")
                .build();
        RollbackOrdered ordered = TestOrders.order(again);
        bus.send(ordered, ordered.key(), "/another");
        await().atMost(LONG).until(() -> isHandled(ordered.eventId(), "/another"));
    }

    private boolean isHandled(String event, String source) {
        return QuarkusTransaction.requiringNew().call(() -> (Boolean) Approval.getEntityManager()
                .createNativeQuery(
                        "select exists (select 1 from inbox_event where event_id = ?1 and source = ?2)", Boolean.class)
                .setParameter(1, event)
                .setParameter(2, source)
                .getSingleResult());
    }

    /**
     * The signature covers the other rollback, and not which event it is: so anybody who may write there can send it.
     */
    @Test
    void anOrderOfAnotherRollbackUnderTheIdentityOfOneHidesNone() {
        ImageReference first = push("first");
        publish(first, "22.1.0");
        publish(push("second"), "22.1.0");
        RollbackOrdered other = TestOrders.order(request("of-nothing:1", null, null));
        bus.send(other);
        awaitRolledBack(other.request());
        RollbackOrdered genuine = TestOrders.order(request(image("22.1.0"), null, null));

        bus.send(
                new RollbackOrdered(
                        genuine.eventId(),
                        other.occurredAt(),
                        other.rebuildId(),
                        other.request(),
                        other.place(),
                        other.order()),
                genuine.key(),
                "/imprimatur/renderer");
        bus.send(genuine, genuine.key(), "/imprimatur/renderer");

        assertThat(awaitRolledBack(genuine.request()).failure()).isNull();
        assertThat(digestOf("22.1.0")).isEqualTo(first.digest());
    }

    @Test
    void aRollbackThatTakesTheIdOfARunningRebuildHidesNoVerdict() {
        ImageReference first = push("first");
        publish(first, "22.1.0", "22");
        publish(push("second"), "22.1.0", "22");
        TestCompleted verdict = approved(push("third"), node("22.1.0", "22"));
        RollbackRequested twin = named(verdict.rebuildId());
        assertThat(rollBack(twin).failure()).isNull();

        bus.send(verdict);

        PublishCompleted published = await().atMost(LONG)
                .until(
                        () -> bus.published(verdict).stream()
                                .filter(event -> event.rollback() == null)
                                .toList(),
                        events -> !events.isEmpty())
                .getFirst();
        assertThat(published.failure().kind())
                .as("the rollback was asked for later")
                .isEqualTo("superseded");
        assertThat(digestOf("22")).isEqualTo(first.digest());
    }

    @Test
    void norDoesItHideThatOneIsRefused() {
        publish(push("first"), "22.1.0", "22");
        publish(push("second"), "22.1.0", "22");
        TestCompleted verdict =
                TestKeys.sign(TestCompletedBuilder.builder(approved(push("third"), node("22.1.0", "22")))
                        .occurredAt(Instant.now().minus(Duration.ofDays(2)))
                        .build());
        assertThat(rollBack(named(verdict.rebuildId())).failure()).isNull();

        assertThat(publish(verdict).failure().kind()).isEqualTo("verdict-expired");
    }

    @Test
    void aRollbackWithTheIdOfARebuildThatWasPublishedIsRefused() {
        publish(push("first"), "22.1.0", "22");
        TestCompleted verdict = approved(push("second"), node("22.1.0", "22"));
        bus.send(verdict);
        await().atMost(LONG).until(() -> !bus.published(verdict).isEmpty());

        RollbackCompleted refused = rollBack(named(verdict.rebuildId()));

        assertThat(refused.failure().kind()).isEqualTo("id-taken");
        assertThat(digestOf("22")).isEqualTo(verdict.staged().digest());
        given().get("/api/blocks")
                .then()
                .body("digest", not(hasItem(verdict.staged().digest().value())));
    }

    private RollbackRequested named(RebuildId id) {
        return RollbackRequestedBuilder.builder()
                .eventId(UUID.randomUUID().toString())
                .occurredAt(Instant.now())
                .rebuildId(id)
                .reference(repository + ":22")
                .reason("forged")
                .build();
    }
}
