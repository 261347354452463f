package dev.imprimatur.engine.docker;

import static dev.imprimatur.engine.docker.RealEngine.base;
import static dev.imprimatur.engine.docker.RealEngine.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineDisk;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.fixture.EngineClient;
import dev.imprimatur.fixture.Labelled;
import dev.imprimatur.oci.Digest;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a real engine. Each test has a label of its own, and after each the engine has nothing with it any more. */
@Tag("engine")
class DockerEngineTest {
    private static Engine engine;
    private static DockerClient docker;

    private final String label = "test/" + UUID.randomUUID();
    private final Labelled has = new Labelled(docker, label);
    private final StringBuffer log = new StringBuffer();
    private final Output output = log::append;

    @BeforeAll
    static void connect() {
        engine = RealEngine.connect();
        engine.pull(base(), Output.none(), new Cancellation());
        docker = EngineClient.connect();
    }

    @AfterAll
    static void disconnect() throws Exception {
        engine.close();
        docker.close();
    }

    @AfterEach
    void nothingIsLeft() {
        // An engine that is asked to stop may still commit the step that it was at.
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            engine.prune("dev.imprimatur.image", label);
            assertThat(has.images()).isZero();
            assertThat(has.containers()).isZero();
        });
    }

    private Failure failure(BuildOrder order) {
        return catchThrowableOfType(EngineException.class, () -> engine.build(order, output))
                .failure();
    }

    @Test
    void theEngineTellsItsVersion() {
        assertThat(engine.version().version()).matches("\\d+\\..*");
        assertThat(engine.version().apiVersion()).matches("1\\.\\d+");
        assertThat(engine.version().id()).isNotBlank();
    }

    @Test
    void theDiskIsReportedAsFarAsItIsKnown() {
        EngineDisk disk = await().atMost(Duration.ofSeconds(30))
                .until(engine::disk, each -> each.images().isPresent());

        assertThat(disk.images().getAsLong())
                .isGreaterThanOrEqualTo(
                        engine.image(base().toString()).orElseThrow().size());
        if (disk.free().isPresent()) {
            assertThat(disk.free().getAsLong()).isBetween(1L, disk.size().getAsLong());
        }
        assertThat(disk.full()).isFalse();
    }

    @Test
    void filesOfAnImageAreReadWithoutRunningIt() {
        Digest id = engine.build(
                order(label, "RUN mkdir -p /a/b && echo one > /a/1 && echo two > /a/b/2 && ln -s 1 /a/link"), output);
        Map<String, String> files = new TreeMap<>();

        engine.readFiles(
                id.value(),
                "dev.imprimatur.image",
                label,
                List.of("/a", "/usr/lib/os-release", "/not/there"),
                (path, content) -> files.put(
                        path,
                        new String(content.readAllBytes(), StandardCharsets.UTF_8)
                                .lines()
                                .findFirst()
                                .orElse("")));

        assertThat(files)
                .containsEntry("/a/1", "one")
                .containsEntry("/a/b/2", "two")
                .containsOnlyKeys("/a/1", "/a/b/2", "/usr/lib/os-release");
        assertThat(has.containers()).isZero();
        engine.remove(id.value());
    }

    /** Otherwise it would look as if the image had none of the files that were not read yet. */
    @Test
    void anImageWhoseContainerVanishesWhileItIsReadIsNotTakenForAnEmptyOne() {
        Digest id = engine.build(order(label, "RUN echo one > /1 && echo two > /2"), output);

        assertThatThrownBy(() -> engine.readFiles(
                        id.value(),
                        "dev.imprimatur.image",
                        label,
                        List.of("/1", "/2"),
                        (path, content) -> engine.prune("dev.imprimatur.image", label)))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Transient.class));
        engine.remove(id.value());
    }

    @ParameterizedTest
    @CsvSource({"tcp://localhost:1", "unix:///nowhere/docker.sock"})
    void anEngineThatIsNotThereIsChance(String host) {
        try (Engine absent = DockerEngines.connect(host)) {
            assertThatThrownBy(absent::version)
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e -> assertThat(e.failure().kind()).isEqualTo(Kind.ENGINE_UNREACHABLE));
            assertThatThrownBy(() -> absent.build(order(label, "ENV A=b"), output))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e -> assertThat(e.failure().kind()).isEqualTo(Kind.ENGINE_UNREACHABLE));
        }
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertThatThrownBy(() -> DockerEngines.connect("nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected unix:///path or tcp://host:port");
    }

    @Test
    void anImageOnItsWayOutCanBeStopped() throws Exception {
        try (InputStream archive = engine.save(base().toString(), new Cancellation())) {
            assertThat(archive.readNBytes(512)).hasSize(512);

            archive.close();

            assertThat(catchThrowable(archive::readAllBytes)).isInstanceOf(EngineException.class);
        }
        assertThat(failureOf(() -> engine.save("sha256:" + "0".repeat(64), new Cancellation()))
                        .report()
                        .retryable())
                .isFalse();
    }

    private static Failure failureOf(ThrowingCallable call) {
        return catchThrowableOfType(EngineException.class, call).failure();
    }

    @Test
    void whatIsExceptedIsNotPruned() {
        Digest id = engine.build(order(label, "LABEL another=x"), output);

        engine.prune("dev.imprimatur.image", label, "another");
        assertThat(engine.image(id.value())).isPresent();

        engine.prune("dev.imprimatur.image", label + "x");
        assertThat(engine.image(id.value())).isPresent();

        engine.prune("dev.imprimatur.image", label);
        assertThat(engine.image(id.value())).isEmpty();
    }
}
