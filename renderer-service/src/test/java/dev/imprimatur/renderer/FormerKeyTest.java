package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildCompleted.Outcome;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.RollbackRequestedBuilder;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.renderer.rebuild.ForgottenRebuilds;
import dev.imprimatur.renderer.rebuild.Rebuild;
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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A renderer whose keys are mounted believes what it signed with a former one, when its database is restored. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
@TestProfile(FormerKeyTest.MountedKeys.class)
class FormerKeyTest extends Pipeline {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path FOLDER = Path.of("target/former-key-" + UUID.randomUUID());
    private static final Path OWN = FOLDER.resolve("renderer.pem");

    @Inject
    ForgottenRebuilds forgotten;

    @Inject
    EntityManager database;

    /** As on Kubernetes: no folder that the public half is put into. */
    public static class MountedKeys implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                SigningKey.create(OWN);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return Map.of(
                    "imprimatur.signing.key-file", OWN.toString(),
                    "imprimatur.signing.trust-folder", "",
                    "imprimatur.order.keys", FOLDER.resolve("renderers").toString());
        }
    }

    @Test
    void afterARotationNothingThatHadEndedIsAskedForOrOrderedAgain() throws IOException {
        request("rebuild-selected", "alone");
        publish(rendered("alone/3.0.0/bookworm"));
        assertThat(completed().outcome()).isEqualTo(Outcome.SUCCEEDED);
        RollbackRequested rollback = rollback();
        rotate();

        change(
                "update rebuild set state = 'RUNNING', completed_at = null where id = '" + rebuild + "'",
                "update rebuild_image set state = 'RENDERED', digest = null where rebuild_id = '" + rebuild + "'",
                "delete from ordered_rollback");
        change("delete from inbox", "delete from inbox_event");
        await().atMost(LIMIT).until(() -> {
            forgotten.recall();
            return isNoted(rollback.eventId()) && rebuild(rebuild).state() == Rebuild.State.COMPLETED;
        });

        assertThat(QuarkusTransaction.requiringNew().call(() -> Rebuild.of(RebuildId.ofEvent(rebuild + "/again"))))
                .isEmpty();
        // What comes after would come after a second order and a second end, too.
        rollback();
        next();
        request("rebuild-selected", "alone");
        publish(rendered("alone/3.0.0/bookworm"));
        completed();
        assertThat(kafka.events(RollbackOrdered.class))
                .filteredOn(event -> event.rebuildId().equals(rollback.rebuildId()))
                .hasSize(1);
        assertThat(kafka.events(RebuildCompleted.class))
                .extracting(RebuildCompleted::outcome)
                .containsExactly(Outcome.SUCCEEDED, Outcome.SUCCEEDED);
    }

    /** One that was ordered. */
    private RollbackRequested rollback() {
        RollbackRequested request = RollbackRequestedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(new RebuildId("r-" + UUID.randomUUID()))
                .reference("alone:3")
                .reason("bad")
                .requestedBy("ann")
                .build();
        kafka.send(request);
        await().atMost(LIMIT)
                .until(() -> kafka.events(RollbackOrdered.class).stream()
                        .anyMatch(event -> event.rebuildId().equals(request.rebuildId())));
        return request;
    }

    /** The public halves of both are mounted, and then the new key is the renderer's. */
    private static void rotate() throws IOException {
        Path renderers = Files.createDirectories(FOLDER.resolve("renderers"));
        PublicKey former = SigningKey.read(OWN).publicKey();
        Path fresh = FOLDER.resolve("fresh.pem");
        PublicKey own = SigningKey.create(fresh).publicKey();
        for (PublicKey key : List.of(former, own)) {
            Files.writeString(renderers.resolve(key.id() + ".pub"), key.pem());
        }
        Files.move(fresh, OWN, StandardCopyOption.REPLACE_EXISTING);
    }

    private Rebuild rebuild(RebuildId id) {
        return QuarkusTransaction.requiringNew().call(() -> Rebuild.of(id).orElseThrow());
    }

    private boolean isNoted(String event) {
        return QuarkusTransaction.requiringNew().call(() -> (Boolean) database.createNativeQuery(
                        "select exists (select 1 from inbox_event where event_id = ?1)", Boolean.class)
                .setParameter(1, event)
                .getSingleResult());
    }

    private void change(String... statements) {
        QuarkusTransaction.requiringNew().run(() -> {
            for (String statement : statements) {
                database.createNativeQuery(statement).executeUpdate();
            }
        });
    }
}
