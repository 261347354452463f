package dev.imprimatur.builder.keep;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.builder.fixture.Topics;
import dev.imprimatur.builder.stage.Staging;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.docker.DockerEngines;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a budget takes from an engine, and what it must not take. Every base is one of the test's own. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
class DiskBudgetTest {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @ConfigProperty(name = "imprimatur.builder.staging")
    String registry;

    @Inject
    DiskBudget budget;

    @Inject
    KeptImages kept;

    @Inject
    Staging staging;

    private final Engine engine = DockerEngines.connect(Surroundings.required("DOCKER_HOST"));
    private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);
    private String engineId;
    private Topics topics;

    @BeforeEach
    void follow() {
        engineId = engine.version().id();
        topics = new Topics(kafka, "build-completed");
    }

    @AfterEach
    void nothingIsLeft() {
        topics.close();
        budget.fit(engineId, 0);
        engine.close();
    }

    @Test
    void workInHandSurvivesABudgetOfNothing() {
        ImageReference base = base("a");
        RenderCompleted event = rendered("one", base, "RUN echo begun && sleep 5");
        topics.send(event);
        await().atMost(Duration.ofSeconds(60)).until(() -> log(event).contains("\nbegun\n"));

        budget.fit(engineId, 0);

        assertThat(engine.image(base.toString()))
                .as("base of a build that goes on")
                .isPresent();
        BuildCompleted built = topics.result(event);
        assertThat(built.failure()).isNull();

        long left = budget.fit(engineId, 0);

        EngineImage image = engine.image(staging.tag(event).toString()).orElseThrow();
        assertThat(image.id()).as("awaits its tests").isEqualTo(built.imageId());
        assertThat(left).isGreaterThanOrEqualTo(image.size());
        assertThat(engine.image(KeepTag.of(base).toString()))
                .as("a base that takes no room of its own stays warm")
                .isPresent();

        topics.reject(built);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> engine.image(staging.tag(event).toString()).isEmpty());
        assertThat(engine.image(KeepTag.of(base).toString())).as("warm").isPresent();

        budget.fit(engineId, 0);

        assertThat(engine.image(KeepTag.of(base).toString())).isEmpty();
        assertThat(engine.image(base.toString())).isEmpty();
        assertThat(engine.image(upstream()))
                .as("it was not noted as Imprimatur's")
                .isPresent();
    }

    @Test
    void theLeastRecentlyUsedBaseGoesFirst() {
        ImageReference older = base("older");
        ImageReference newer = base("newer");
        for (ImageReference base : List.of(older, newer, older, newer)) {
            topics.reject(built(rendered(UUID.randomUUID().toString().substring(0, 8), base, "ENV A=b")));
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> kept.on(engineId).stream()
                        .noneMatch(each -> each.reference().contains("builder-test/" + name + ":")));
        long all = budget.fit(engineId, Long.MAX_VALUE);
        long one = engine.image(older.toString()).orElseThrow().size();

        assertThat(budget.fit(engineId, all - 1)).isEqualTo(all - one);

        assertThat(engine.image(older.toString())).isEmpty();
        assertThat(engine.image(newer.toString())).isPresent();
    }

    @Test
    void aBuildThatBeginsWhileItsBaseIsRemovedWaitsForThat() throws Exception {
        ImageReference base = base("raced");
        RenderCompleted first = rendered("first", base, "ENV A=b");
        topics.reject(built(first));
        BuildKey build = BuildKey.of(first.rebuildId(), first.candidate().image());
        Kept warm =
                await().atMost(Duration.ofSeconds(20)).until(() -> noted(base), each -> each.need() == Kept.Need.WARM);
        AtomicReference<Thread> begins = new AtomicReference<>();

        kept.remove(engineId, warm, () -> {
            begins.set(Thread.ofPlatform().start(() -> kept.note(engineId, build, staging.tag(first), List.of(base))));
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> begins.get().isAlive());
            engine.untag(base);
        });

        begins.get().join();
        Kept again = noted(base);
        assertThat(again.usedAt()).isAfter(warm.usedAt());
        kept.remove(engineId, warm, () -> {
            throw new AssertionError("it was used since it was listed");
        });
    }

    private Kept noted(ImageReference base) {
        return kept.on(engineId).stream()
                .filter(each -> each.reference().equals(base.toString()))
                .findFirst()
                .orElseThrow();
    }

    /** A base with content of its own that lies in staging, and not on the engine. */
    private ImageReference base(String part) {
        String dockerfile = "FROM " + upstream() + "\nLABEL dev.imprimatur.image=\"base/" + name
                + "\"\nRUN head -c 3000000 /dev/urandom > /" + part + "\n";
        Digest id = engine.build(
                BuildOrderBuilder.builder()
                        .dockerfile(dockerfile)
                        .context(ContextTar.of(new byte[1024]))
                        .network(true)
                        .timeout(Duration.ofMinutes(1))
                        .build(),
                Output.none());
        ImageReference tag = ImageReference.parse(registry + "/builder-test/base-" + name + ":" + part);
        ImageReference staged = staging.send(id, tag, List.of(), Output.none(), new Cancellation(), digest -> {})
                .reference();
        engine.remove(id.value());
        return staged;
    }

    private static String upstream() {
        return Surroundings.staging("upstream/debian:bookworm").toString();
    }

    private RenderCompleted rendered(String version, ImageReference base, String lines) {
        ImageKey image = new ImageKey(name, version, "bookworm");
        return Renderings.onBase(new RebuildId("r-" + UUID.randomUUID()), image, base, lines);
    }

    private BuildCompleted built(RenderCompleted event) {
        topics.send(event);
        BuildCompleted built = topics.result(event);
        assertThat(built.failure()).isNull();
        return built;
    }

    private static String log(RenderCompleted event) {
        return given().get("/api/logs/"
                        + BuildKey.of(event.rebuildId(), event.candidate().image()))
                .asString();
    }
}
