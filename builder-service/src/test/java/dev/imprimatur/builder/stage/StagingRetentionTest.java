package dev.imprimatur.builder.stage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.fixture.Contexts;
import dev.imprimatur.builder.fixture.Ends;
import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.builder.fixture.Topics;
import dev.imprimatur.events.Archive;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.proof.EventStatement;
import dev.imprimatur.messaging.proof.TestSignatures;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Attachment;
import dev.imprimatur.oci.registry.LogArtifact;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When manifests go from a real staging registry, and when they must not. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
class StagingRetentionTest {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Inject
    StagingRetention retention;

    @Inject
    RegistryClient registries;

    @Inject
    EntityManager database;

    private final ImageKey image =
            new ImageKey("t" + UUID.randomUUID().toString().substring(0, 8), "1.2.3", "bookworm");
    private Topics topics;

    @BeforeEach
    void follow() {
        topics = new Topics(kafka, "build-completed");
    }

    @AfterEach
    void close() {
        topics.close();
    }

    @Test
    void aManifestGoesOnceItWasDecidedLongEnoughAgo() {
        BuildCompleted built = built("RUN echo decided");

        retention.clear(inAnHour());
        assertThat(registries.head(built.staged()))
                .as("its tests may still go on")
                .isPresent();

        reject(built);
        retention.clear(Instant.now().minus(Duration.ofHours(1)));
        assertThat(registries.head(built.staged())).as("decided just now").isPresent();

        retention.clear(inAnHour());
        assertThat(registries.head(built.staged())).isEmpty();
        assertThat(retired(built)).isTrue();

        retention.clear(inAnHour());
    }

    @Test
    void aForgedEndShortensNoStay() {
        BuildCompleted built = built("RUN echo forged");
        TestCompleted rejection = Ends.rejection(built);
        PublishCompleted publication = Ends.publication(built);

        topics.send(rejection);
        topics.send(TestSignatures.sign(rejection, SigningKey.generate()));
        topics.send(publication);
        topics.send(EventStatement.sign(publication, SigningKey.generate()));
        topics.awaitRefused(Topic.TEST_COMPLETED, rejection.eventId(), 2);
        topics.awaitRefused(Topic.PUBLISH_COMPLETED, publication.eventId(), 2);
        retention.clear(inAnHour());
        assertThat(registries.head(built.staged())).isPresent();
        assertThat(is(built, "released_at is null and retired_at is null")).isTrue();

        topics.send(TestSignatures.sign(publication));
        await().atMost(Duration.ofSeconds(20)).until(() -> is(built, "released_at is not null"));
        retention.clear(inAnHour());
        assertThat(registries.head(built.staged())).isEmpty();
    }

    @Test
    void whatTheRegistryListsBesideTheImageGoesWithIt() {
        BuildCompleted built = built("RUN echo beside");
        RepositoryReference repository = RepositoryReference.of(built.staged());
        Digest image = built.staged().digest();
        byte[] content = "printed".getBytes(StandardCharsets.UTF_8);
        Manifest log = LogArtifact.of(
                        registries.manifest(built.staged()).descriptor(), "test", 1, content.length, 0, content)
                .manifest();
        registries.attach(repository, image, List.of(new Attachment(log, content)));
        assertThat(registries.referrers(repository, image)).hasSize(1);

        reject(built);
        retention.clear(inAnHour());

        assertThat(registries.referrers(repository, image)).isEmpty();
        assertThat(registries.head(repository.at(log.digest()))).isEmpty();
        assertThat(registries.head(built.staged())).isEmpty();
    }

    @Test
    void oneRoundClearsAllThatWasDecidedLongEnoughAgo() {
        BuildCompleted built = built("RUN echo many");
        String repository = built.staged().registry() + "/" + built.staged().repository();
        decided("many", repository, 250);

        retention.clear(inAnHour());

        assertThat(count("rebuild_id = 'many' and retired_at is null")).isEqualTo(0L);
    }

    /** Its builder died before the end of it was noted, and its rebuild was cancelled. */
    @Test
    void whatWasStagedAndNotReportedGoesWhenItsBuildFailedLongEnoughAgo() {
        BuildCompleted built = built("RUN echo unreported");
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(
                                "update build set staged = null, failure = cast(?1 as text) where id = ?2")
                        .setParameter(1, "{\"kind\":\"cancelled\",\"retryable\":false,\"message\":\"for the test\"}")
                        .setParameter(2, id(built))
                        .executeUpdate());

        retention.clear(Instant.now().minus(Duration.ofHours(1)));
        assertThat(registries.head(built.staged())).as("failed just now").isPresent();

        retention.clear(inAnHour());
        assertThat(registries.head(built.staged())).isEmpty();
        assertThat(retired(built)).isTrue();
    }

    @Test
    void aRegistryThatIsGoneKeepsNothingInAnother() {
        BuildCompleted built = built("RUN echo moved");
        reject(built);
        decided("gone", "localhost:1/x", 120);
        try {
            retention.clear(inAnHour());

            assertThat(registries.head(built.staged())).isEmpty();
            assertThat(count("rebuild_id = 'gone' and retired_at is null")).isEqualTo(120L);
        } finally {
            forget("gone");
        }
    }

    @Test
    void whatOneManifestMeetsKeepsNoOther() throws Exception {
        HttpServer failing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        failing.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            int deletes = path.startsWith("/v2/broken/") ? 500 : path.startsWith("/v2/locked/") ? 412 : 202;
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("DELETE") ? deletes : 404, -1);
            exchange.close();
        });
        failing.start();
        String there = "localhost:" + failing.getAddress().getPort();
        try {
            decided("broken", there + "/broken", 5);
            decided("locked", there + "/locked", 5);
            decided("good", there + "/good", 20);

            retention.clear(inAnHour());

            assertThat(count("rebuild_id = 'good' and retired_at is not null")).isEqualTo(20L);
            assertThat(count("rebuild_id in ('broken', 'locked') and retired_at is null"))
                    .isEqualTo(10L);
        } finally {
            failing.stop(0);
            forget("broken");
            forget("locked");
        }
    }

    @Test
    void aDigestThatAnotherBuildStagedTooStaysUntilBothAreDecided() {
        BuildCompleted first = built("RUN echo first");
        BuildCompleted second = BuildCompletedBuilder.builder(built("RUN echo second"))
                .staged(first.staged())
                .build();
        update("update build set staged = ?1 where id = ?2", first.staged(), second);

        reject(first);
        retention.clear(inAnHour());
        assertThat(registries.head(first.staged()))
                .as("the second build may yet be published")
                .isPresent();

        reject(second);
        retention.clear(inAnHour());
        assertThat(registries.head(first.staged())).isEmpty();
    }

    /** Where staging and production are one registry, whatever each of the two calls it. */
    @Test
    void noManifestGoesFromARepositoryInWhichImagesArePublished() {
        BuildCompleted built = built("RUN echo published");
        ImageReference published =
                built.candidate().pinned().getFirst().in(built.staged().registry());
        registries.putManifest(published, registries.manifest(built.staged()));

        reject(built);
        retention.clear(inAnHour());

        assertThat(registries.head(published)).isPresent();
        assertThat(retired(built)).as("it is not asked again").isTrue();
    }

    @Test
    void aLargeContextGoesOnceNoBuildThatNeedsItIsUndecided() throws Exception {
        byte[] data = new byte[300_000];
        new Random(image.hashCode()).nextBytes(data);
        Archive context = Contexts.stored(registries, data);
        ImageReference stored = context.stored().reference();
        BuildCompleted first = built(Contexts.with(context, rendered("COPY data /data")));
        BuildCompleted second = built(Contexts.with(context, rendered("COPY data /other")));

        reject(first);
        retention.clear(inAnHour());
        assertThat(registries.head(stored)).as("the second build's tests go on").isPresent();

        reject(second);
        retention.clear(Instant.now().minus(Duration.ofHours(1)));
        assertThat(registries.head(stored)).as("decided just now").isPresent();

        retention.clear(inAnHour());
        assertThat(registries.head(stored)).isEmpty();

        BuildCompleted third = built(Contexts.with(context, rendered("COPY data /third")));
        assertThat(third.attempts()).as("garbage is not collected yet").hasSize(1);
    }

    @Test
    void nothingGoesThatIsNoContext() throws Exception {
        byte[] data = new byte[300_000];
        new Random(image.hashCode() + 1).nextBytes(data);
        Archive context = Contexts.stored(registries, data);
        ImageReference published = built("RUN echo other").staged();
        RenderCompleted event = Contexts.with(context.at(published), rendered("COPY data /data"));
        topics.send(event);
        BuildCompleted failed = topics.result(event);
        assertThat(failed.failure().kind()).isEqualTo("context-invalid");

        retention.clear(inAnHour());

        assertThat(registries.head(published)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 400})
    void aRegistryThatDeletesNothingIsAskedOnceADay(int answer) throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod());
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("DELETE") ? answer : 404, -1);
            exchange.close();
        });
        refusing.start();
        try {
            for (String line : List.of("RUN echo one", "RUN echo two")) {
                BuildCompleted built = built(line);
                ImageReference there = ImageReference.parse(
                        "localhost:" + refusing.getAddress().getPort() + "/x@"
                                + built.staged().digest());
                update("update build set staged = ?1 where id = ?2", there, built);
                reject(built);
            }

            retention.clear(inAnHour());
            retention.clear(inAnHour());

            assertThat(asked).filteredOn("DELETE"::equals).hasSize(1);
        } finally {
            refusing.stop(0);
        }
    }

    /** This many decided builds of a rebuild, each with a manifest of its own. */
    private void decided(String rebuild, String repository, int many) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery("insert into build"
                                + " (id, rebuild_id, image, event, received_at, staged, completed_at, released_at)"
                                + " select ?2 || '-' || n, ?2, n, '{}', now(), ?1 || '@sha256:' || lpad(n, 64, '0'), now(),"
                                + " now() from (select cast(generate_series(1, ?3) as text) as n) numbers")
                        .setParameter(1, repository)
                        .setParameter(2, rebuild)
                        .setParameter(3, many)
                        .executeUpdate());
    }

    private void forget(String rebuild) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery("delete from build where rebuild_id = ?1")
                        .setParameter(1, rebuild)
                        .executeUpdate());
    }

    private long count(String condition) {
        return (Long) database.createNativeQuery("select count(*) from build where " + condition, Long.class)
                .getSingleResult();
    }

    private static Instant inAnHour() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    private void update(String statement, ImageReference staged, BuildCompleted built) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(statement)
                        .setParameter(1, staged.toString())
                        .setParameter(2, id(built))
                        .executeUpdate());
    }

    private boolean retired(BuildCompleted built) {
        return is(built, "retired_at is not null");
    }

    private boolean is(BuildCompleted built, String condition) {
        return QuarkusTransaction.requiringNew()
                .call(() -> (Boolean) database.createNativeQuery("select " + condition + " from build where id = ?1")
                        .setParameter(1, id(built))
                        .getSingleResult());
    }

    private static String id(BuildCompleted built) {
        return BuildKey.of(built.rebuildId(), built.candidate().image()).value();
    }

    private BuildCompleted built(String lines) {
        return built(rendered(lines));
    }

    private RenderCompleted rendered(String lines) {
        return Renderings.of(new RebuildId("r-" + UUID.randomUUID()), image, lines);
    }

    private BuildCompleted built(RenderCompleted event) {
        topics.send(event);
        BuildCompleted built = topics.result(event);
        assertThat(built.failure()).isNull();
        return built;
    }

    private void reject(BuildCompleted built) {
        topics.reject(built);
        await().atMost(Duration.ofSeconds(20)).until(() -> is(built, "released_at is not null"));
        given().get("/api/builds?rebuild=" + built.rebuildId()).then().statusCode(200);
    }
}
