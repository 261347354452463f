package dev.imprimatur.publisher.publication;

import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.RollbackRequestedBuilder;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.registry.FlakyRegistry;
import dev.imprimatur.publisher.registry.TestImages;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** A family of a test's own, with what asks for rollbacks. */
abstract class RollbackFixture extends FamilyFixture {
    FlakyRegistry production;

    final Registry behind = Surroundings.registry("IMPRIMATUR_REGISTRY");

    @AfterEach
    void up() {
        production.comeUp();
    }

    RollbackCompleted rollBack(RollbackRequested request) {
        bus.send(request);
        return awaitRolledBack(request);
    }

    RollbackCompleted awaitRolledBack(RollbackRequested request) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bus.rolledBack(request), events -> !events.isEmpty())
                .getFirst();
    }

    static RollbackRequested request(String reference, String to, String reason) {
        String id = "rollback-" + UUID.randomUUID();
        return RollbackRequestedBuilder.builder()
                .eventId(id)
                .occurredAt(Instant.now())
                .reference(reference)
                .to(to)
                .reason(reason)
                .requestedBy("ann")
                .build();
    }

    Digest digestOf(String tag) {
        return Digest.of(TestImages.get(repository.tag(tag).in(behind)).body());
    }
}
