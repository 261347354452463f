package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.publisher.registry.LocalRegistry;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A production registry that fails, dies, refuses, and lies; staging is another one. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableRegistries.class)
class UnreliableRegistryTest {
    @Inject
    Bus bus;

    UnreliableRegistry production;

    private final Registry staging = Surroundings.registry("IMPRIMATUR_STAGING");
    private LocalRegistry behind;
    private ManyTags images;

    @BeforeEach
    void newRepository() {
        behind = production.behind();
        images = new ManyTags(bus, new Repository("publisher-test/" + UUID.randomUUID()));
    }

    @AfterEach
    void reliableAgain() {
        production.beReliable();
        behind.stop();
        behind.start();
    }

    @Test
    void twoHundredTagsWhileOneInTenRequestsFails() {
        production.failOneIn(10);

        images.send(20, staging).assertPublished(behind.registry());

        assertThat(production.failed()).isGreaterThan(50);
    }

    @Test
    void aRegistryThatIsKilledInTheMiddleIsWaitedFor() {
        production.afterChanges(30, behind::stop);

        images.send(6, staging);
        await().atMost(Duration.ofMinutes(2)).until(() -> failedAttempts() > 0);
        behind.start();

        images.assertPublished(behind.registry());
    }

    private long failedAttempts() {
        return QuarkusTransaction.requiringNew()
                .call(() -> images.events().stream()
                        .flatMap(event -> PublicationAttempt.of(Publication.id(event)).stream())
                        .filter(attempt -> attempt.failure != null)
                        .count());
    }

    @Test
    void withoutALoginNothingIsPublishedNorTriedAgain() {
        behind.stop();
        behind.startLocked();

        images.send(2, staging);
        assertThat(images.told())
                .allSatisfy(
                        told -> assertThat(told.failure().message()).contains("docker login " + production.registry()));
        assertTriedOnce();

        behind.stop();
        behind.start();
        images.assertRefused("unauthorized", behind.registry());
    }

    @Test
    void aReadOnlyRegistryIsReportedAtOnce() {
        behind.stop();
        behind.startReadOnly();

        images.send(2, staging).assertRefused("refused", behind.registry());

        assertThat(images.told())
                .allSatisfy(told -> assertThat(told.failure().message())
                        .contains("registry " + production.registry() + " did not take blob", "405"));
        assertTriedOnce();
    }

    private void assertTriedOnce() {
        for (TestCompleted event : images.events()) {
            given().get("/api/publications?rebuild=" + event.rebuildId()).then().body("[0].attempts", equalTo(1));
        }
    }

    /** Tags only; the manifests themselves too. */
    @ParameterizedTest
    @ValueSource(strings = {"22.*", "22.*|sha256:.*"})
    void whatItSaysThatItStoredIsReadBack(String names) {
        production.forget(names);

        images.send(1, staging).assertRefused("read-back-differs", behind.registry());

        assertThat(images.told().getFirst().tags()).isEmpty();
    }
}
