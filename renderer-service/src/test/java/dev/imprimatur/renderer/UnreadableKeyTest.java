package dev.imprimatur.renderer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.RebuildCompleted.Outcome;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.RollbackRequestedBuilder;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A Secret may have the wrong file for a while: what has to be signed waits for the key, as it does for the database.
 */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
@TestProfile(UnreadableKeyTest.MountedKey.class)
class UnreadableKeyTest extends Pipeline {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path KEY = Path.of("target/mounted-key-" + UUID.randomUUID() + "/renderer.pem");

    @Inject
    MeterRegistry meters;

    @Inject
    EntityManager database;

    /** As on Kubernetes: a missing key is not made. One attempt: a rendering that counts it fails at once. */
    public static class MountedKey implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                SigningKey.create(KEY);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return Map.of(
                    "imprimatur.signing.key-file", KEY.toString(),
                    "imprimatur.signing.trust-folder", "",
                    "imprimatur.renderer.attempts", "1");
        }
    }

    @Test
    void anEndARollbackAndARenderingWaitForTheKey() throws IOException {
        request("rebuild-selected", "alone");
        RenderCompleted last = rendered("alone/3.0.0/bookworm");
        RebuildId ending = rebuild;

        String key = Files.readString(KEY);
        Files.writeString(KEY, "another file");
        publish(last);
        RollbackRequested rollback = rollback();
        kafka.send(rollback);
        next();
        request("rebuild-selected", "ground");
        await().atMost(LIMIT).until(() -> triedToRender() && longestWait() > 5);
        given().get("/q/health/ready").then().statusCode(503).body(containsString(KEY + ": no PEM text"));

        Files.writeString(KEY, key);
        publish(rendered("ground/1.0.0/bookworm"));
        assertThat(completed().outcome()).isEqualTo(Outcome.SUCCEEDED);
        rebuild = ending;
        assertThat(completed().outcome()).isEqualTo(Outcome.SUCCEEDED);
        await().atMost(LIMIT)
                .until(() -> kafka.events(RollbackOrdered.class).stream()
                        .anyMatch(event -> event.rebuildId().equals(rollback.rebuildId())));
        assertThat(number("select count(*) from dead_letter")).isZero();
    }

    private static RollbackRequested rollback() {
        return RollbackRequestedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(new RebuildId("r-" + UUID.randomUUID()))
                .reference("alone:3")
                .reason("bad")
                .requestedBy("ann")
                .build();
    }

    /** The queue counts what its work threw. */
    private boolean triedToRender() {
        return number("select count(*) from scheduled_tasks where task_name = 'render' and consecutive_failures > 0")
                > 0;
    }

    private double longestWait() {
        return meters.get("imprimatur.inbox.wait").gauge().value();
    }

    private long number(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) database.createNativeQuery(query).getSingleResult()).longValue());
    }
}
