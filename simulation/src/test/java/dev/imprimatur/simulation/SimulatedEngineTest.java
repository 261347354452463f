package dev.imprimatur.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.docker.DockerEngines;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The product's own client takes it for an engine. */
class SimulatedEngineTest {

    @Test
    void anImageIsBuiltNamedAndRemoved() throws IOException {
        try (SimulatedEngine simulated = new SimulatedEngine(0, new Behaviour(Duration.ZERO, 0, 1));
                Engine engine = DockerEngines.connect(simulated.address())) {
            ImageReference tag = ImageReference.parse("localhost:5001/simulated:1");

            Digest id = engine.build(order("FROM x\nLABEL a=\"b\"\n"), Output.none());
            engine.tag(id.value(), tag);

            assertThat(engine.version().id()).isEqualTo("SIMULATED");
            assertThat(engine.image(tag.toString())).hasValueSatisfying(image -> {
                assertThat(image.id()).isEqualTo(id);
                assertThat(image.labels()).containsEntry("a", "b");
            });
            try (InputStream archive = engine.save(id.value(), new Cancellation())) {
                assertThat(archive.readAllBytes()).asString().contains("manifest.json", id.hex());
            }
            engine.prune("a", "b");
            engine.untag(tag);
            assertThat(engine.image(id.value())).isEmpty();
        }
    }

    @Test
    void whatHasNoNameAndThisLabelIsPruned() throws IOException {
        try (SimulatedEngine simulated = new SimulatedEngine(0, new Behaviour(Duration.ZERO, 0, 1));
                Engine engine = DockerEngines.connect(simulated.address())) {
            Digest nameless = engine.build(order("FROM x\nLABEL a=\"b\"\n"), Output.none());
            Digest other = engine.build(order("FROM x\nLABEL a=\"c\"\n"), Output.none());
            Digest spared = engine.build(order("FROM x\nLABEL a=\"b\" but=\"not\"\n"), Output.none());
            Digest named = engine.build(order("FROM x\nLABEL a=\"b\"\n"), Output.none());
            engine.tag(named.value(), ImageReference.parse("localhost:5001/simulated:1"));

            engine.prune("a", "b", "but");

            assertThat(engine.image(nameless.value())).isEmpty();
            assertThat(List.of(other, spared, named))
                    .allSatisfy(image -> assertThat(engine.image(image.value())).isPresent());
        }
    }

    @Test
    void anImageThatIsPrunedBeforeItHasANameIsBuiltAgain() throws IOException {
        try (SimulatedEngine simulated = new SimulatedEngine(0, new Behaviour(Duration.ZERO, 0, 1));
                Engine engine = DockerEngines.connect(simulated.address())) {
            Digest nameless = engine.build(order("FROM x\nLABEL a=\"b\"\n"), Output.none());
            engine.prune("a", "b");

            assertThatThrownBy(() -> engine.tag(nameless.value(), ImageReference.parse("localhost:5001/simulated:1")))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e -> assertThat(e.failure())
                                    .isInstanceOf(Failure.Transient.class)
                                    .extracting(Failure::kind)
                                    .isEqualTo(Kind.LAYER_REMOVED));
        }
    }

    @Test
    void failuresAreSortedAsThoseOfARealEngine() throws IOException {
        try (SimulatedEngine simulated = new SimulatedEngine(0, new Behaviour(Duration.ZERO, 1, 1));
                Engine engine = DockerEngines.connect(simulated.address())) {
            assertThatThrownBy(() -> engine.build(order("FROM x\n"), Output.none()))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e -> assertThat(e.failure())
                                    .isInstanceOf(Failure.Transient.class)
                                    .extracting(Failure::kind)
                                    .isEqualTo(Kind.CONNECTION_RESET));
            assertThatThrownBy(() -> engine.build(order("FROM x\nRUN " + Behaviour.PERMANENT_FAILURE), Output.none()))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e -> assertThat(e.failure())
                                    .isInstanceOf(Failure.Permanent.class)
                                    .extracting(Failure::kind)
                                    .isEqualTo(Kind.COMMAND_FAILED));
            assertThat(simulated.failedAtRandom()).isEqualTo(1);
        }
    }

    @Test
    void dockerfilesAskForPausesAlsoThoseOfTests() throws IOException {
        try (SimulatedEngine simulated = new SimulatedEngine(0, new Behaviour(Duration.ZERO, 0, 1));
                Engine engine = DockerEngines.connect(simulated.address())) {
            long begin = System.nanoTime();

            engine.build(order("FROM x\nLABEL dev.imprimatur.test=t\nRUN " + Behaviour.PAUSE + "1"), Output.none());

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    private static BuildOrder order(String dockerfile) {
        return BuildOrderBuilder.builder()
                .dockerfile(dockerfile)
                .context(ContextTar.of(new byte[1024]))
                .platform("linux/amd64")
                .network(true)
                .timeout(Duration.ofMinutes(1))
                .cancellation(new Cancellation())
                .build();
    }
}
