package dev.imprimatur.tester.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.docker.DockerEngines;
import dev.imprimatur.events.HealthProbe;
import dev.imprimatur.events.HealthProbe.HttpGet;
import dev.imprimatur.events.HealthProbe.TcpSocket;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.fixture.Tars;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.fixture.EngineContents;
import dev.imprimatur.tester.fixture.Tests;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Health tests of real containers, all without the network. After each test none of them is left. */
@Tag("engine")
class HealthTestTest {
    private static final ImageReference BASE = Surroundings.staging("upstream/debian:bookworm");
    private static final String SERVER = "$| = 1; use IO::Socket::INET;"
            + "my $s = IO::Socket::INET->new(Listen => 5, LocalPort => 8080, ReuseAddr => 1) or die;"
            + "print \"listening\\n\";"
            + "while (my $c = $s->accept) { my $l = <$c> // next; while (<$c>) { last if /^\\r?$/ }"
            + "print $c 'HTTP/1.1 ', ($l =~ m{ /healthz } ? '200 OK' : '404 Not Found'), \"\\r\\n\\r\\n\"; close $c }";
    private static Engine engine;
    private static Digest base;

    private final TestRunId run =
            TestRunId.of(new RebuildId("r-" + UUID.randomUUID()), new ImageKey("a", "1", "bookworm"));
    private final EngineContents contents = new EngineContents();
    private final StringBuffer log = new StringBuffer();

    @BeforeAll
    static void connect() {
        engine = DockerEngines.connect(Surroundings.required("DOCKER_HOST"));
        engine.pull(BASE, Output.none(), new Cancellation());
        base = engine.image(BASE.toString()).orElseThrow().id();
    }

    @AfterAll
    static void disconnect() {
        engine.close();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(contents.containersOf(run)).isEmpty();
    }

    @Test
    void aServerThatAnswersPassesAndItsOutputIsKept() {
        TestResult result = run(base, 30, http("/healthz", 0, "perl", "-e", SERVER));

        assertThat(result.outcome()).as("%s", result.failure()).isEqualTo(Outcome.PASSED);
        assertThat(result.failure()).isNull();
        assertThat(log.toString()).contains("listening\n", "GET /healthz at port 8080 answers 200\n");
    }

    @Test
    void anotherAnswerThanTheExpectedOneIsNone() {
        TestResult missing = run(base, 3, http("/", 0, "perl", "-e", SERVER));
        TestResult expected = run(base, 30, http("/", 404, "perl", "-e", SERVER));

        assertThat(missing.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(missing.failure().kind()).isEqualTo("test-timed-out");
        assertThat(missing.failure().message())
                .isEqualTo("test 'serves' was not healthy within its limit of 3 s: GET / at port 8080 answers 404");
        assertThat(missing.failure().output()).isEqualTo("listening");
        assertThat(expected.outcome()).isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @CsvSource({"bash, /bin/nc", "netcat, /bin/bash"})
    void aPortIsAskedWithWhatTheImageHas(String what, String lacks) {
        Digest image = built("RUN apt-get update -q && apt-get install -yq --no-install-recommends busybox"
                + " && ln -s busybox /bin/nc && rm -f " + lacks);
        TestResult answered = run(image, 30, http("/healthz", 200, "perl", "-e", SERVER));
        TestResult listened = run(image, 30, tcp(8080, "perl", "-e", SERVER));

        assertThat(answered.outcome()).as("%s: %s", what, answered.failure()).isEqualTo(Outcome.PASSED);
        assertThat(listened.outcome()).as("%s: %s", what, listened.failure()).isEqualTo(Outcome.PASSED);
        engine.remove(image.value());
    }

    @Test
    void aPortThatOpensLateIsWaitedForAndOneThatNeverDoesIsNot() {
        TestResult late = run(base, 30, tcp(8080, "/bin/sh", "-c", "sleep 2; exec perl -e '" + quoted() + "'"));
        TestResult never = run(base, 2, tcp(8081, "perl", "-e", SERVER));

        assertThat(late.outcome()).as("%s", late.failure()).isEqualTo(Outcome.PASSED);
        assertThat(late.durationMillis()).isGreaterThanOrEqualTo(2000);
        assertThat(never.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(never.failure().message()).endsWith("nothing listens at port 8081");
        assertThat(never.durationMillis()).isBetween(2000L, 10_000L);
    }

    @Test
    void oneThatEndsEarlyFailsWithItsExitCodeAndLastLines() {
        TestResult result = run(base, 30, tcp(8080, "/bin/sh", "-c", "echo no licence >&2; exit 4"));
        TestResult quiet = run(base, 30, tcp(8080, "true"));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure().kind()).isEqualTo("test-failed");
        assertThat(result.failure().message())
                .isEqualTo("test 'serves' failed: the container ended with exit code 4 before it was healthy");
        assertThat(result.failure().exitCode()).isEqualTo(4);
        assertThat(result.failure().command()).isEqualTo("/bin/sh -c echo no licence >&2; exit 4");
        assertThat(result.failure().output()).isEqualTo("no licence");
        assertThat(quiet.failure().message()).endsWith("let health.command run what goes on");
    }

    @Test
    void oneThatCannotStartFails() {
        TestResult result = run(base, 30, tcp(8080, "/no/such"));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure().kind()).isEqualTo("test-failed");
        assertThat(result.failure().message()).contains("test 'serves' cannot be started", "/no/such");
    }

    @Test
    void aCommandInTheContainerTellsAndSeesItsEnvironment() {
        HealthProbe right = new HealthProbe(
                List.of("sleep", "60"), Map.of("A", "b c"), null, null, List.of("sh", "-c", "test \"$A\" = 'b c'"), 1);
        HealthProbe wrong = new HealthProbe(
                List.of("sleep", "60"), null, null, null, List.of("sh", "-c", "echo not ready; exit 2"), 1);

        assertThat(run(base, 10, right).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(run(base, 2, wrong).failure().message()).endsWith("ended with exit code 2: not ready");
    }

    @Test
    void theImagesOwnHealthCheckTells() {
        Digest image = built("HEALTHCHECK --interval=1s --retries=2 CMD echo looked; test -e /works\n"
                + "CMD touch /works; sleep 60");
        HealthProbe own = new HealthProbe(null, null, null, null, null, 0);
        HealthProbe broken = new HealthProbe(List.of("sleep", "60"), null, null, null, null, 0);

        TestResult healthy = run(image, 30, own);
        TestResult unhealthy = run(image, 30, broken);
        TestResult none = run(base, 30, broken);

        assertThat(healthy.outcome()).as("%s", healthy.failure()).isEqualTo(Outcome.PASSED);
        assertThat(unhealthy.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(unhealthy.failure().message())
                .isEqualTo("test 'serves' failed: its HEALTHCHECK says unhealthy: looked");
        assertThat(none.failure().kind()).isEqualTo("test-invalid");
        assertThat(none.failure().message()).contains("the image has no HEALTHCHECK");
        engine.remove(image.value());
    }

    @Test
    void anImageWithoutAShellGetsAdvice() {
        Digest image = built("RUN [\"perl\", \"-e\", \"unlink qw(/bin/sh /bin/dash /bin/bash)\"]");

        TestResult listened = run(image, 30, tcp(8080, "perl", "-e", SERVER));
        TestResult answered = run(image, 30, http("/", 0, "perl", "-e", SERVER));

        assertThat(List.of(listened, answered)).allSatisfy(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.failure().kind()).as(result.failure().message()).isEqualTo("test-invalid");
            assertThat(result.failure().message()).contains("no /bin/sh", "health.exec");
        });
        engine.remove(image.value());
    }

    @Test
    void aCancelEndsItAtOnce() throws Exception {
        Cancellation cancellation = new Cancellation();
        CompletableFuture<EngineException> test = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                EngineException.class,
                () -> test(base, 600, tcp(8080, "sleep", "600"), cancellation).run()));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !contents.containersOf(run).isEmpty());

        cancellation.cancel();

        assertThat(test.get(5, TimeUnit.SECONDS).failure().kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void soItDoesWhileALookTakesLong() throws Exception {
        HealthProbe probe = new HealthProbe(
                List.of("sleep", "600"),
                null,
                null,
                null,
                List.of("sh", "-c", "echo looks > /proc/1/fd/1; sleep 60"),
                1);
        Cancellation cancellation = new Cancellation();
        CompletableFuture<EngineException> test = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                EngineException.class,
                () -> test(base, 600, probe, cancellation).run()));
        await().atMost(Duration.ofSeconds(20)).until(() -> log.toString().contains("looks"));

        cancellation.cancel();

        assertThat(test.get(5, TimeUnit.SECONDS).failure().kind()).isEqualTo(Kind.CANCELLED);
    }

    private TestResult run(Digest image, int seconds, HealthProbe probe) {
        return test(image, seconds, probe, new Cancellation()).run();
    }

    private HealthTest test(Digest image, int seconds, HealthProbe probe, Cancellation cancellation) {
        return new HealthTest(engine, run, image, Tests.health("serves", seconds, probe), log::append, cancellation);
    }

    private static HealthProbe http(String path, int status, String... command) {
        return new HealthProbe(List.of(command), null, new HttpGet(8080, path, status), null, null, 1);
    }

    private static HealthProbe tcp(int port, String... command) {
        return new HealthProbe(List.of(command), null, null, new TcpSocket(port), null, 1);
    }

    /** The server for a shell's single quotes. */
    private static String quoted() {
        return SERVER.replace("'", "'\\''");
    }

    private Digest built(String lines) {
        return engine.build(
                BuildOrderBuilder.builder()
                        .dockerfile("FROM " + BASE + "\n" + lines + "\n")
                        .context(ContextTar.of(Tars.of(Map.of())))
                        .network(true)
                        .timeout(Duration.ofMinutes(2))
                        .build(),
                Output.none());
    }
}
