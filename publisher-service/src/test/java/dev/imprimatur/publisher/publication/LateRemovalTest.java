package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import dev.imprimatur.publisher.retention.RevisionRetention;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A clean-up that loses its lock while it reads tags removes nothing that came into use meanwhile. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableRegistries.class)
class LateRemovalTest {
    /** No other test's: the clean-up looks at the images of all. */
    private static final String VERSION = "71.3.9";

    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    @Inject
    RevisionRetention retention;

    UnreliableRegistry production;

    @AfterEach
    void reliable() {
        production.beReliable();
    }

    @Test
    void whatATagWentBackToMeanwhileStays() throws InterruptedException {
        Family family = new Family(bus, production.behind().registry());
        RepositoryReference repository = new RepositoryReference(production.registry(), family.repository);
        ImageReference good = family.push("good");
        family.publish(good, VERSION, "71");
        family.publish(family.push("bad"), VERSION, "71");
        production.asked(family.repository);
        UnreliableRegistry.Stopped look = production.stopNextLook(VERSION + "-r1");
        Thread cleanUp = Thread.ofPlatform().start(() -> retention.clear(1, Instant.now()));
        look.await();
        List<String> asked = new ArrayList<>();
        await("the tags that move are read before they do")
                .atMost(Family.LONG)
                .until(() -> asked.addAll(production.asked(family.repository))
                        | asked.containsAll(List.of("HEAD manifests/" + VERSION, "HEAD manifests/71")));
        new LockSessions(database, repository).endHolder();
        assertThat(family.rollBack(family.rollback(family.image(VERSION), null)).failure())
                .isNull();

        look.release();
        cleanUp.join();

        assertThat(TestImages.get(new RepositoryReference(family.behind, family.repository).at(good.digest()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(family.digestOf("71")).isEqualTo(good.digest());
        assertThat(family.digestOf(VERSION + "-r1")).isEqualTo(good.digest());
    }
}
