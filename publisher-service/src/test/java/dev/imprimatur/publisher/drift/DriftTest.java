package dev.imprimatur.publisher.drift;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.retention.Retention;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.publisher.publication.Bus;
import dev.imprimatur.publisher.publication.Verdicts;
import dev.imprimatur.publisher.registry.FlakyRegistry;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Another program writes to production. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class DriftTest {
    @Inject
    Bus bus;

    @Inject
    DriftCheck check;

    @Inject
    RegistryClient registries;

    @Inject
    Retention retention;

    FlakyRegistry production;

    private final Registry behind = Surroundings.registry("IMPRIMATUR_REGISTRY");
    private final Registry staging = Surroundings.registry("IMPRIMATUR_STAGING");
    private final Repository repository = new Repository("publisher-test/" + UUID.randomUUID());
    private ImageReference published;
    private ImageReference foreign;

    @BeforeEach
    void aPublishedImageAndAnother() {
        published = TestImages.push(new RepositoryReference(staging, repository), repository + "published");
        publish("22.1.0", "22", "lts");
        foreign = TestImages.push(new RepositoryReference(behind, repository), repository + "foreign");
    }

    @AfterEach
    void up() {
        production.comeUp();
    }

    @Test
    void aMovedTagIsReportedUntilItIsRightAgain() {
        move("22", foreign.digest());

        check.check(DriftConfig.Rule.REPORT);
        check.check(DriftConfig.Rule.REPORT);

        told("reference", contains(containsString(":22")));
        told("expected", contains(published.digest().value()));
        told("found", contains(foreign.digest().value()));
        assertThat(digestOf("22")).isEqualTo(foreign.digest());

        move("22", published.digest());
        check.check(DriftConfig.Rule.REPORT);
        told("reference", empty());
    }

    @Test
    void itIsRepairedIfThatIsConfigured() {
        move("lts", foreign.digest());
        move("22.1.0", foreign.digest());

        check.check(DriftConfig.Rule.REPAIR);

        told("reference", empty());
        assertThat(Stream.of("22.1.0", "22", "lts").map(this::digestOf)).containsOnly(published.digest());
    }

    @Test
    void aDeletedImageIsReportedAndStaysReported() {
        registries.deleteManifest(new RepositoryReference(behind, repository).at(published.digest()));

        check.check(DriftConfig.Rule.REPAIR);

        told("found", contains(nullValue(), nullValue(), nullValue(), nullValue()));
    }

    @Test
    void aRegistryThatIsDownSaysNothingOfItsTags() {
        move("22", foreign.digest());
        production.goDown();

        check.check(DriftConfig.Rule.REPORT);

        told("reference", empty());
    }

    /** The hour's look found it away. */
    @Test
    void aRegistryThatComesBackIsReadBackAtOnce() {
        move("22", foreign.digest());
        production.goDown();
        check.check(DriftConfig.Rule.REPAIR);
        check.checkMissed(DriftConfig.Rule.REPAIR);
        assertThat(digestOf("22")).isEqualTo(foreign.digest());

        production.comeUp();

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            check.checkMissed(DriftConfig.Rule.REPAIR);
            return digestOf("22").equals(published.digest());
        });
    }

    @Test
    void whatIsOverIsNotKeptForEver() {
        move("22", foreign.digest());
        check.check(DriftConfig.Rule.REPAIR);
        move("lts", foreign.digest());
        check.check(DriftConfig.Rule.REPORT);
        retention.clear(Instant.now());
        assertThat(kept()).containsExactlyInAnyOrder(tag("22"), tag("lts"));

        QuarkusTransaction.requiringNew().run(() -> {
            Instant longAgo = Instant.now().minus(Duration.ofDays(91));
            String tags = "%/" + repository + ":%";
            Drift.update("seenAt = ?1 where reference like ?2", longAgo, tags);
            Drift.update("endedAt = ?1 where endedAt is not null and reference like ?2", longAgo, tags);
        });
        retention.clear(Instant.now());
        assertThat(kept()).as("it differs still").containsExactly(tag("lts"));
    }

    private List<String> kept() {
        return QuarkusTransaction.requiringNew()
                .call(() -> Drift.<Drift>list("reference like ?1", "%/" + repository + ":%").stream()
                        .map(drift -> drift.reference)
                        .toList());
    }

    private String tag(String tag) {
        return repository.tag(tag).in(production.registry()).toString();
    }

    private void publish(String version, String... aliases) {
        TestCompleted event = Verdicts.approved(
                published,
                Verdicts.candidate(
                        "drift/" + version + "/" + repository.path().replaceAll("[^a-z0-9]", ""),
                        List.of(repository.tag(version)),
                        Stream.of(aliases).map(repository::tag).toList()));
        bus.send(event);
        await().atMost(Duration.ofSeconds(60)).until(() -> !bus.published(event).isEmpty());
        assertThat(bus.published(event).getFirst().failure()).isNull();
    }

    private void move(String tag, Digest to) {
        TestImages.tag(
                new RepositoryReference(behind, repository).at(to),
                repository.tag(tag).in(behind));
    }

    private Digest digestOf(String tag) {
        return Digest.of(TestImages.get(repository.tag(tag).in(behind)).body());
    }

    /** Of this test's repository. */
    private void told(String field, Matcher<?> what) {
        given().get("/api/drift")
                .then()
                .statusCode(200)
                .body("findAll {it.reference.contains('%s')}.%s".formatted(repository, field), what);
    }
}
