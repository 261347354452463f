package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.retention.Retention;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.approval.Refusal;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.registry.RegistriesResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Verdicts that no tester signed whose texts are meant for the reader's terminal, or for the database to choke on. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class ForgedTextTest {
    private static final String EVIL = "x\u0000\u001b[2K\r\n2026-01-01 INFO published everything\u202e";

    @Inject
    Bus bus;

    @Inject
    Retention retention;

    private final Registry staging = Surroundings.registry("IMPRIMATUR_STAGING");
    private final Repository repository = new Repository("publisher-test/" + UUID.randomUUID());

    @Test
    void aRefusalIsKeptWhateverTheEventSays() throws Exception {
        TestCompleted genuine = verdict();
        TestCompleted ofStranger = TestKeys.sign(genuine.signed(null), SigningKey.generate());
        ObjectNode event = EventJson.MAPPER.valueToTree(ofStranger);
        ((ObjectNode) event.path("envelope").path("signatures").get(0)).put("keyid", EVIL);
        event.put(EVIL, EVIL);

        bus.send(genuine.key(), event.toString());

        await().atMost(Duration.ofSeconds(30)).until(() -> !refusals(genuine).isEmpty());
        String message = refusals(genuine).getFirst().message;
        assertThat(message).startsWith("the verdict was refused").doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
        given().get("/api/refusals").then().body("message", hasItem(message));
        assertThat(refusals(genuine)).hasSize(1);
        assertThat(bus.published(genuine)).as("told in the name of its rebuild").isEmpty();
    }

    @Test
    void refusalsAreNotKeptForEver() {
        TestCompleted unsigned = verdict().signed(null);
        bus.send(unsigned);
        await().atMost(Duration.ofSeconds(30)).until(() -> !refusals(unsigned).isEmpty());

        retention.clear(Instant.now());
        assertThat(refusals(unsigned)).hasSize(1);

        QuarkusTransaction.requiringNew()
                .run(() -> Refusal.update(
                        "refusedAt = ?1 where rebuildId = ?2",
                        Instant.now().minus(Duration.ofDays(91)),
                        unsigned.rebuildId()));
        retention.clear(Instant.now());
        assertThat(refusals(unsigned)).isEmpty();
    }

    private List<Refusal> refusals(TestCompleted event) {
        return QuarkusTransaction.requiringNew().call(() -> Refusal.list("rebuildId", event.rebuildId()));
    }

    private TestCompleted verdict() {
        return Verdicts.approved(
                new RepositoryReference(staging, repository)
                        .at(Digest.of(repository.path().getBytes(StandardCharsets.UTF_8))),
                Verdicts.candidate(
                        "forged/22.1.0/bookworm", List.of(repository.tag("22.1.0")), List.of(repository.tag("22"))));
    }
}
