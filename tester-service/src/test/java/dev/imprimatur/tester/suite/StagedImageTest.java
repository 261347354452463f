package dev.imprimatur.tester.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Output;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What no real engine does to order: the image behind a digest becoming another. */
class StagedImageTest {
    private static final ImageReference STAGED = ImageReference.parse("localhost:5001/node@sha256:" + "1".repeat(64));

    private Optional<EngineImage> onTheEngine = image("a", "b");

    private final Engine engine = (Engine) Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, arguments) -> method.getName().equals("image") ? onTheEngine : null);

    private final StagedImage held = StagedImage.hold(
            engine, STAGED, new TestRunId("t-0123456789abcdef0123"), Output.none(), new Cancellation());

    @Test
    void theSameImageHasNotChanged() {
        assertThat(held.changed()).isEmpty();
    }

    @Test
    void anotherIdIsAChange() {
        onTheEngine = image("c", "b");

        assertThat(held.changed()).map(FailureReport::kind).contains("image-changed");
    }

    @Test
    void otherLayersAreAChange() {
        onTheEngine = image("a", "c");

        assertThat(held.changed()).map(FailureReport::kind).contains("image-changed");
    }

    @Test
    void anImageThatVanishedIsTestedAgain() {
        onTheEngine = Optional.empty();

        assertThatThrownBy(held::changed)
                .isInstanceOfSatisfying(
                        EngineException.class,
                        thrown -> assertThat(thrown.failure()).isInstanceOf(Failure.Transient.class));
    }

    private static Optional<EngineImage> image(String id, String layer) {
        return Optional.of(new EngineImage(
                new Digest("sha256:" + id.repeat(64)),
                List.of(STAGED.toString()),
                List.of(),
                Map.of(),
                List.of(new Digest("sha256:" + layer.repeat(64))),
                List.of(),
                List.of(),
                List.of(),
                "linux/amd64",
                1));
    }
}
