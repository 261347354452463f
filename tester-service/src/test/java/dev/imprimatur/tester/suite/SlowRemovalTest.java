package dev.imprimatur.tester.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.CommandResult;
import dev.imprimatur.engine.ContainerState;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.EngineVersion;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.RunningContainer;
import dev.imprimatur.engine.context.ContextCache;
import dev.imprimatur.engineaccess.attempt.CommandLog;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.HealthProbe;
import dev.imprimatur.events.HealthProbe.TcpSocket;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.sbom.Inventory;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.TesterConfig;
import dev.imprimatur.tester.content.ImageContent;
import dev.imprimatur.tester.content.ReadImage;
import dev.imprimatur.tester.fixture.Tests;
import dev.imprimatur.tester.log.TestLogs;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole suite on an engine that gives no answer in time to one kind of removal, and works otherwise. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class SlowRemovalTest {
    private static final String ENGINE = "a-slow-engine";
    private static final TestRunId RUN = new TestRunId("t-00000000000000000003");
    private static final TestRunId DEAD = new TestRunId("t-00000000000000000004");

    @Inject
    EntityManager entities;

    @Inject
    ContextCache contexts;

    @Inject
    TesterConfig config;

    @Inject
    LogStore store;

    @Inject
    TestLogs logs;

    private final BuildCompleted built = BuildCompletedBuilder.builder(EventFixtures.event(BuildCompleted.class))
            .tests(List.of(
                    Tests.test("builds", "RUN true"),
                    Tests.health(
                            "serves", 60, new HealthProbe(List.of("serve"), null, null, new TcpSocket(8080), null, 1))))
            .build();

    @AfterEach
    void forget() {
        execute("delete from test_attempt where run_id = '" + RUN + "'");
        execute("delete from test_run where id = '" + RUN + "'");
        execute("delete from leftover where engine_id = '" + ENGINE + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prune", "remove", "untag", "close"})
    void failsNoTestAndNoAttempt(String slow) {
        execute("insert into test_run (id, rebuild_id, image, event, received_at) values ('" + RUN
                + "', 'r-slow', 'a', '{}', now())");
        execute("insert into test_attempt (run_id, number, started_at) values ('" + RUN + "', 1, now())");
        execute("insert into leftover (id, engine_id, run_id, staged) values ('" + ENGINE + "/" + DEAD + "', '" + ENGINE
                + "', '" + DEAD + "', '" + built.staged() + "')");
        LogPosition begun = QuarkusTransaction.requiringNew().call(() -> store.begin("slow-removal-" + slow, 1));

        SuiteOutcome outcome;
        try (CommandLog log = logs.open(begun, quiet -> {})) {
            outcome = suite(engine(slow)).run(RUN, 1, built, log, new Cancellation());
        }

        assertThat(outcome).isInstanceOf(SuiteOutcome.Completed.class);
        assertThat(outcome.results()).hasSize(2).allMatch(TestResult::passed);
    }

    private TestSuite suite(Engine engine) {
        TestSuite suite = new TestSuite();
        suite.engine = engine;
        suite.config = config;
        suite.contexts = contexts;
        suite.leftovers = new Leftovers();
        suite.leftovers.engine = engine;
        suite.content = new ImageContent() {
            @Override
            public Optional<ReadImage> of(ImageReference staged, CommandLog log) {
                return Optional.of(new ReadImage(Digest.of(new byte[0]), Optional.of(new Inventory())));
            }
        };
        return suite;
    }

    private Engine engine(String slow) {
        EngineImage image = new EngineImage(
                Digest.of(new byte[0]),
                List.of(built.staged().toString()),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "linux/amd64",
                1);
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(slow)) {
                        throw noAnswer();
                    }
                    return switch (method.getName()) {
                        case "version" -> new EngineVersion("20.10.24", "1.41", ENGINE);
                        case "image" -> Optional.of(image);
                        case "build" -> image.id();
                        case "start" -> container(slow);
                        default -> null;
                    };
                });
    }

    private static RunningContainer container(String slow) {
        return new RunningContainer() {
            @Override
            public ContainerState state() {
                return new ContainerState(true, -1, false, ContainerState.Health.NONE, "");
            }

            @Override
            public CommandResult run(List<String> command, Duration limit, Cancellation cancellation) {
                return new CommandResult(0, "");
            }

            @Override
            public String tail() {
                return "";
            }

            @Override
            public void close() {
                if (slow.equals("close")) {
                    throw noAnswer();
                }
            }
        };
    }

    private static EngineException noAnswer() {
        return new EngineException(new Failure.Transient(Kind.ENGINE_UNREACHABLE, "no answer in time", null));
    }

    private void execute(String statement) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(statement).executeUpdate());
    }
}
