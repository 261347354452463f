package dev.imprimatur.engine.docker;

import static dev.imprimatur.engine.docker.RealEngine.base;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.CommandResult;
import dev.imprimatur.engine.ContainerOrder;
import dev.imprimatur.engine.ContainerState;
import dev.imprimatur.engine.ContainerState.Health;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.RunningContainer;
import dev.imprimatur.engine.Settings;
import dev.imprimatur.fixture.EngineClient;
import dev.imprimatur.fixture.Labelled;
import dev.imprimatur.oci.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Containers on a real engine. After each test none of them is left. */
@Tag("engine")
class DockerContainerTest {
    private static final String LABEL = "dev.imprimatur.image";
    private static final Duration LIMIT = Duration.ofSeconds(10);
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
        assertThat(has.containers()).isZero();
    }

    private ContainerOrder order(String image, String... command) {
        return new ContainerOrder(
                image, List.of(command), Map.of("GREETING", "hello"), Map.of(LABEL, label), false, null);
    }

    private RunningContainer shell(String script) {
        return engine.start(order(base().toString(), "/bin/sh", "-c", script), output);
    }

    @Test
    void oneThatEndsTellsHowAndWhatItPrinted() {
        try (RunningContainer container =
                shell("printf '\\033[31m%s\\033[0m é€\\n' \"$GREETING\"; echo broken >&2; exit 3")) {
            await().atMost(LIMIT).until(() -> !container.state().running());

            assertThat(container.state().exitCode()).isEqualTo(3);
            assertThat(container.state().health()).isEqualTo(Health.NONE);
            assertThat(container.tail()).contains("hello é€", "broken");
            assertThat(container.run(List.of("true"), LIMIT, new Cancellation()).succeeded())
                    .isFalse();
        }
        assertThat(log.toString()).contains("hello é€\n", "broken\n").doesNotContain("\u001b");
    }

    @Test
    void commandsRunInIt() {
        try (RunningContainer container = shell("echo up; sleep 60")) {
            CommandResult interfaces = container.run(List.of("ls", "/sys/class/net"), LIMIT, new Cancellation());
            CommandResult failing =
                    container.run(List.of("/bin/sh", "-c", "echo why >&2; exit 7"), LIMIT, new Cancellation());
            CommandResult missing = container.run(List.of("/no/such"), LIMIT, new Cancellation());
            CommandResult slow = container.run(List.of("sleep", "30"), Duration.ofSeconds(1), new Cancellation());

            assertThat(interfaces).isEqualTo(new CommandResult(0, "lo"));
            assertThat(failing).isEqualTo(new CommandResult(7, "why"));
            assertThat(missing.succeeded()).isFalse();
            assertThat(missing.output()).contains("/no/such");
            assertThat(slow.exitCode()).isEqualTo(CommandResult.TOO_LONG);
            assertThat(container.state().running()).isTrue();
            await().atMost(LIMIT).untilAsserted(() -> assertThat(log.toString()).contains("up"));
        }
    }

    /** It may end between any two of the engine's requests, which is no fault of the engine. */
    @Test
    void commandsInOneThatEndsMeanwhileFailAndDoNoMore() {
        try (RunningContainer container = shell("sleep 1")) {
            assertThatCode(() -> {
                        CommandResult last = container.run(List.of("/bin/true"), LIMIT, new Cancellation());
                        while (last.succeeded()) {
                            last = container.run(List.of("/bin/true"), LIMIT, new Cancellation());
                        }
                    })
                    .doesNotThrowAnyException();
            await().atMost(LIMIT).until(() -> !container.state().running());
        }
    }

    @Test
    void itsOwnHealthCheckDecidesAndMayRunMoreOften() {
        String image = built("HEALTHCHECK --interval=1h --retries=2 CMD printf '\\033[31mlooked\\n'; test -e /works");
        ContainerOrder order = new ContainerOrder(
                image,
                List.of("/bin/sh", "-c", "sleep 2; touch /works; sleep 60"),
                Map.of(),
                Map.of(LABEL, label),
                false,
                Duration.ofMillis(1500));
        ContainerOrder never = new ContainerOrder(
                image, List.of("sleep", "60"), Map.of(), Map.of(LABEL, label), false, Duration.ofSeconds(1));
        try (RunningContainer container = engine.start(order, output);
                RunningContainer broken = engine.start(never, output)) {
            await().atMost(LIMIT).until(() -> container.state().health() == Health.HEALTHY);
            await().atMost(LIMIT).until(() -> broken.state().health() == Health.UNHEALTHY);

            ContainerState state = broken.state();
            assertThat(state.running()).isTrue();
            assertThat(state.lastCheck()).isEqualTo("looked");
        }
        engine.remove(image);
    }

    @Test
    void oneThatCannotStartLeavesNothing() {
        EngineException thrown = catchThrowableOfType(
                EngineException.class, () -> engine.start(order(base().toString(), "/no/such"), output));

        assertThat(thrown.failure().kind()).isEqualTo(Kind.COMMAND_FAILED);
        assertThat(thrown.failure().report().retryable()).isFalse();
        assertThat(has.containers()).isZero();
    }

    @Test
    void anImageThatHasNoCommandSaysSo() {
        String image = built("CMD []\nENTRYPOINT []");

        EngineException thrown = catchThrowableOfType(EngineException.class, () -> engine.start(order(image), output));

        assertThat(thrown.failure().kind()).as(thrown.getMessage()).isEqualTo(Kind.COMMAND_FAILED);
        engine.remove(image);
    }

    @Test
    void oneWhoseStarterDiedIsRemovedWhileItRunsAndABuildsIsNot() {
        RunningContainer left = shell("sleep 60");
        String building = docker.createContainerCmd(base().toString())
                .withLabels(Map.of(LABEL, label))
                .withCmd("sleep", "60")
                .exec()
                .getId();
        docker.startContainerCmd(building).exec();

        engine.prune(LABEL, label);

        assertThat(has.containers()).isEqualTo(1);
        assertThat(docker.inspectContainerCmd(building).exec().getState().getRunning())
                .isTrue();
        docker.removeContainerCmd(building).withForce(true).exec();
        assertThatCode(left::close).doesNotThrowAnyException();
    }

    @Test
    void theConnectionsLimitsHoldForItToo() {
        try (Engine limited = DockerEngines.connect(Settings.limited("64m", 0.5, null, null));
                RunningContainer container =
                        limited.start(order(base().toString(), "/bin/sh", "-c", "exec tail /dev/zero"), output)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !container.state().running());

            assertThat(container.state().outOfMemory()).isTrue();
            assertThat(container.state().exitCode()).isEqualTo(137);
        }
    }

    @Test
    void theBoundOnProcessesHoldsForItToo() {
        try (Engine limited = DockerEngines.connect(Settings.bounded(20, null, null));
                RunningContainer container = limited.start(
                        order(base().toString(), "/bin/sh", "-c", "for i in $(seq 40); do sleep 9 & done; wait"),
                        output)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !container.state().running());

            assertThat(container.tail()).contains("Cannot fork");
        }
    }

    private String built(String lines) {
        Digest id = engine.build(RealEngine.order(label, lines), Output.none());
        return id.value();
    }
}
