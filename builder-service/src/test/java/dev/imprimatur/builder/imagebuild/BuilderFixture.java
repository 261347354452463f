package dev.imprimatur.builder.imagebuild;

import static io.restassured.RestAssured.given;

import com.github.dockerjava.api.DockerClient;
import dev.imprimatur.builder.fixture.PackageMirror;
import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.builder.fixture.Topics;
import dev.imprimatur.builder.stage.Staging;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.docker.DockerEngines;
import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.fixture.EngineClient;
import dev.imprimatur.fixture.Labelled;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.oci.registry.RegistryClient;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An image of a test's own that the whole service builds, on real Kafka, PostgreSQL, engine and registry. */
abstract class BuilderFixture {
    private static final DockerClient ENGINE = EngineClient.connect();

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Inject
    Staging staging;

    @Inject
    RegistryClient registries;

    final Engine engine = DockerEngines.connect(Surroundings.required("DOCKER_HOST"));
    final RebuildId rebuild = new RebuildId("r-" + UUID.randomUUID());
    final ImageKey image = new ImageKey("t" + UUID.randomUUID().toString().substring(0, 8), "1.2.3", "bookworm");
    final List<RenderCompleted> asked = new ArrayList<>();
    Topics topics;

    @BeforeEach
    void follow() {
        topics = new Topics(kafka, "build-completed", "render-completed.dlq");
    }

    @AfterEach
    void close() {
        System.clearProperty(StagingGate.CLOSED);
        System.clearProperty(StagingGate.FULL);
        System.clearProperty(PackageMirror.AWAY);
        topics.close();
        asked.forEach(event -> engine.untag(staging.tag(event)));
        Stream.concat(
                        Stream.of(image),
                        asked.stream().map(event -> event.candidate().image()))
                .distinct()
                .forEach(each -> engine.prune("dev.imprimatur.image", each.toString()));
        engine.close();
    }

    RenderCompleted rendered(String lines) {
        return rendered(rebuild, lines);
    }

    RenderCompleted rendered(RebuildId rebuildId, String lines) {
        RenderCompleted event = Renderings.of(rebuildId, image, lines);
        asked.add(event);
        return event;
    }

    /** Another image of the test's family. */
    RenderCompleted variant(String name, String lines) {
        RenderCompleted event = Renderings.of(rebuild, new ImageKey(image.family(), "1.2.3", name), lines);
        asked.add(event);
        return event;
    }

    BuildCompleted built(RenderCompleted event) {
        send(event);
        return result(event);
    }

    void send(Event event) {
        topics.send(event);
    }

    BuildCompleted result(RenderCompleted event) {
        return topics.result(event);
    }

    static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    static Labelled onEngine(ImageKey image) {
        return new Labelled(ENGINE, image.toString());
    }

    void cancel(RebuildId id) {
        send(new RebuildCancelRequested(UUID.randomUUID().toString(), Instant.now(), id, null, "for the test", "me"));
    }

    static String log(RenderCompleted event) {
        return given().get("/api/logs/" + Build.of(event).id).asString();
    }

    List<Attempt> attempts(RenderCompleted event) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Build build = Build.findById(Build.of(event).id);
            return build == null ? List.of() : build.history().report();
        });
    }

    static boolean waiting(RenderCompleted event) {
        return given().get("/api/builds?rebuild=" + event.rebuildId())
                .jsonPath()
                .getList("state")
                .equals(List.of("waiting"));
    }
}
