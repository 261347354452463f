package dev.imprimatur.engine.docker;

import static dev.imprimatur.engine.docker.RealEngine.base;
import static dev.imprimatur.engine.docker.RealEngine.order;
import static dev.imprimatur.engine.docker.RealEngine.staging;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.Builder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.fixture.EngineClient;
import dev.imprimatur.fixture.Labelled;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.fixture.Tars;
import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Builds on a real engine, the same by each of its builders. Each test has a label of its own, and after each the
 * engine has nothing with it any more.
 */
@Tag("engine")
@ParameterizedClass
@EnumSource(Builder.class)
class BuildersTest {
    private static Engine engine;
    private static DockerClient docker;

    @Parameter
    private Builder builder;

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

    private Digest build(BuildOrder order) {
        return engine.build(order.by(builder), output);
    }

    private Failure failure(BuildOrder order) {
        return catchThrowableOfType(EngineException.class, () -> build(order)).failure();
    }

    /** A command that prints this and goes on, with the label for all to see. */
    private String waiting(String printed) {
        return "RUN echo " + printed + " && sleep 600; echo " + label;
    }

    private void nothingRuns() {
        await().atMost(Duration.ofSeconds(2))
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(each -> each.info().commandLine().orElse("").contains(label)));
        await().atMost(Duration.ofSeconds(10)).until(() -> has.containers() == 0);
    }

    @Test
    void anImageIsBuiltFromContextArgumentsAndAddedFiles() {
        String dockerfile = "FROM " + base() + "\nLABEL dev.imprimatur.image=\"" + label + "\"\nARG GREETING\n"
                + "COPY a.txt .imprimatur/npmrc /\nRUN echo \"$GREETING $(cat /a.txt) $(cat /npmrc)\"\n"
                + "ENV A=b\nENTRYPOINT [\"/bin/true\"]\nCMD [\"x\"]\n";
        BuildOrder order = BuildOrderBuilder.builder()
                .dockerfile(dockerfile)
                .context(ContextTar.of(Tars.of(Map.of("a.txt", "from the context"))))
                .addedFiles(Map.of(".imprimatur/npmrc", "added".getBytes(StandardCharsets.UTF_8)))
                .labels(Map.of("given", "label"))
                .arguments(Map.of("GREETING", "hello"))
                .platform(engine.image(base().toString()).orElseThrow().platform())
                .network(true)
                .timeout(Duration.ofMinutes(2))
                .build();

        Digest id = build(order);

        EngineImage image = engine.image(id.value()).orElseThrow();
        assertThat(log.toString()).contains("\nhello from the context added\n").contains("Successfully built");
        assertThat(image.id()).isEqualTo(id);
        assertThat(image.labels()).containsEntry("given", "label").containsEntry("dev.imprimatur.image", label);
        assertThat(image.environment()).contains("A=b");
        assertThat(image.entrypoint()).containsExactly("/bin/true");
        assertThat(image.command()).containsExactly("x");
        assertThat(image.layers())
                .startsWith(
                        engine.image(base().toString()).orElseThrow().layers().toArray(Digest[]::new));
        assertThat(image.size()).isPositive();
        engine.remove(id.value());
        engine.remove(id.value());
        assertThat(engine.image(id.value())).isEmpty();
    }

    @Test
    void aFailingCommandIsReportedWithItsOutput() {
        Failure failure = failure(order(
                label,
                "RUN echo earlier step\n"
                        + "RUN printf '1%%\\r"
                        + "100%%\\n"
                        + "\\033[31mred\\033[0m\\n"
                        + "' && echo broken >&2 && exit 3"));

        assertThat(failure).isInstanceOf(Failure.Permanent.class);
        assertThat(failure.kind()).isEqualTo(Kind.COMMAND_FAILED);
        assertThat(failure.command().exitCode()).isEqualTo(3);
        assertThat(failure.command().text()).startsWith("printf ").endsWith("exit 3");
        // Standard output and standard error are two streams: only within one is the order certain.
        assertThat(failure.command().output()).contains("100%\nred").contains("broken");
        assertThat(log.toString()).contains("earlier step").doesNotContain("\u001b", "\r");
        assertThat(has.images() > 0).as("finished steps of a failed build").isEqualTo(builder == Builder.CLASSIC);
        assertThat(has.containers()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FOO bar|DOCKERFILE_INVALID|false",
                "RUN --nope true|DOCKERFILE_INVALID|false",
                "COPY nothere /|COPY_SOURCE_MISSING|false",
                "FROM STAGING/no/such:1|BASE_MISSING|false",
                "FROM STAGING/upstream/debian@sha256:1111111111111111111111111111111111111111111111111111111111111111|BASE_MISSING|false",
                "FROM localhost:1/x:1|REGISTRY_UNREACHABLE|true",
                "FROM registry.invalid/x:1|NAME_RESOLUTION|true",
                "RUN [\"nope\"]|COMMAND_FAILED|false",
                "RUN exit 137|COMMAND_KILLED|true",
            })
    void whatCannotBeBuiltIsSorted(String line, Kind kind, boolean retryable) {
        Failure failure = failure(order(label, line.replace("STAGING", staging())));

        assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
        assertThat(failure.report().retryable()).isEqualTo(retryable);
    }

    @Test
    void aNetworkThatFailsACommandIsChance() {
        String apt = "RUN rm -f /etc/apt/sources.list.d/*"
                + " && echo 'deb http://mirror.invalid/debian bookworm main' > /etc/apt/sources.list"
                + " && apt-get update && apt-get install -y hello";

        assertThat(failure(order(label, apt)).kind()).isEqualTo(Kind.NETWORK_IN_BUILD);
        assertThat(failure(order(label, apt, false, Duration.ofMinutes(2), null))
                        .kind())
                .isEqualTo(Kind.COMMAND_FAILED);
    }

    @Test
    void withoutANetworkThereIsOnlyLoopback() {
        Digest id = build(order(
                label,
                "RUN ls /sys/class/net && test \"$(ls /sys/class/net)\" = lo",
                false,
                Duration.ofMinutes(1),
                null));
        engine.remove(id.value());
    }

    @Test
    void anotherPlatformIsNotPassedOffAsTheWantedOne() {
        String own = engine.image(base().toString()).orElseThrow().platform();
        BuildOrder order = BuildOrderBuilder.builder()
                .dockerfile(order(label, "ENV A=b").dockerfile())
                .context(ContextTar.of(Tars.empty()))
                .platform(own.endsWith("arm64") ? "linux/amd64" : "linux/arm64")
                .network(true)
                .timeout(Duration.ofMinutes(1))
                .build();

        assertThat(failure(order).kind()).isEqualTo(Kind.PLATFORM_MISMATCH);
    }

    @Test
    void aTimeoutStopsTheContainer() {
        Failure failure = failure(order(label, waiting("begun"), true, Duration.ofSeconds(8), null));

        assertThat(failure).isInstanceOf(Failure.Unknown.class);
        assertThat(failure.kind()).isEqualTo(Kind.BUILD_TIMEOUT);
        assertThat(failure.message()).contains("8 s");
        assertThat(log.toString()).contains("begun");
        nothingRuns();
    }

    @Test
    void aCommandThatRunsAndPrintsNothingIsStopped() {
        List<Duration> silent = new CopyOnWriteArrayList<>();
        Output hearing = new Output() {
            @Override
            public void write(String text) {
                log.append(text);
            }

            @Override
            public void silent(Duration quiet) {
                silent.add(quiet);
            }
        };
        BuildOrder order =
                silentFor(Duration.ofSeconds(3), "RUN echo begun && sleep 1.5 && echo on && sleep 600; echo " + label);

        Failure failure = catchThrowableOfType(EngineException.class, () -> engine.build(order.by(builder), hearing))
                .failure();

        assertThat(failure).isInstanceOf(Failure.Transient.class);
        assertThat(failure.kind()).isEqualTo(Kind.SILENT);
        assertThat(failure.message()).contains("printed nothing for 3 s");
        assertThat(log.toString()).contains("begun\n", "on\n");
        assertThat(silent).as("told while it lasts, and that it printed again").contains(Duration.ZERO);
        assertThat(silent.getLast()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        nothingRuns();
    }

    /** As the engine says that a command has ended, and that another one begins. */
    @Test
    void whatACommandPrintsItselfHidesItsSilenceFromNoLook() {
        String lines =
                "RUN printf 'Removing intermediate container 0123456789ab\\n ---> 0123456789ab\\nStep 2/9 : RUN b\\n'"
                        + " && sleep 1 && echo ' ---> Running in 0123456789ab' && sleep 600; echo " + label;

        assertThat(failure(silentFor(Duration.ofSeconds(3), lines)).kind()).isEqualTo(Kind.SILENT);
        nothingRuns();
    }

    @Test
    void aCommandThatPrintsNowAndThenIsNotSilent() {
        Digest id =
                build(silentFor(Duration.ofSeconds(2), "RUN for i in 1 2 3 4 5 6 7 8; do printf .; sleep 0.4; done"));

        assertThat(log.toString()).contains("........");
        engine.remove(id.value());
    }

    /** Files are copied, and their layer is made, for many times as long as a command may be silent. */
    @Test
    void copyingAndMakingALayerIsNeverSilent() {
        Duration limit = Duration.ofMillis(100);
        List<Duration> silent = new CopyOnWriteArrayList<>();
        Output hearing = new Output() {
            @Override
            public void write(String text) {
                log.append(text);
            }

            @Override
            public void silent(Duration quiet) {
                silent.add(quiet);
            }
        };
        BuildOrder order = silentFor(limit, "COPY --from=" + base() + " /usr /copied");

        long begun = System.nanoTime();
        Digest id = engine.build(order.by(builder), hearing);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(limit.multipliedBy(5));
        assertThat(silent).filteredOn(Duration::isPositive).isEmpty();
        engine.remove(id.value());
    }

    private BuildOrder silentFor(Duration silence, String lines) {
        BuildOrder order = order(label, lines);
        return BuildOrderBuilder.builder()
                .dockerfile(order.dockerfile())
                .context(order.context())
                .network(true)
                .timeout(order.timeout())
                .silence(silence)
                .build();
    }

    @Test
    void aCancellationStopsTheContainer() {
        Cancellation cancellation = new Cancellation();
        Output cancelling = text -> {
            if (text.contains("begun\n")) {
                Thread.ofVirtual().start(cancellation::cancel);
            }
        };
        BuildOrder order = order(label, waiting("begun"), true, Duration.ofMinutes(2), cancellation);

        Failure failure = catchThrowableOfType(EngineException.class, () -> engine.build(order.by(builder), cancelling))
                .failure();

        assertThat(failure.kind()).isEqualTo(Kind.CANCELLED);
        nothingRuns();
    }

    @Test
    void anEngineThatDiesInTheMiddleIsChance() throws Exception {
        try (CuttableConnection connection = new CuttableConnection(Surroundings.required("DOCKER_HOST"));
                Engine dying = DockerEngines.connect(connection.address())) {
            Output cutting = text -> {
                if (text.contains("begun\n")) {
                    try {
                        connection.cut();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            };

            Failure failure = catchThrowableOfType(
                            EngineException.class,
                            () -> dying.build(order(label, waiting("begun")).by(builder), cutting))
                    .failure();

            assertThat(failure).isInstanceOf(Failure.Transient.class);
            assertThat(failure.kind()).isEqualTo(Kind.ENGINE_UNREACHABLE);
        }
        nothingRuns();
    }
}
