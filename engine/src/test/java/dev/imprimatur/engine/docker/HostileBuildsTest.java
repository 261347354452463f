package dev.imprimatur.engine.docker;

import static dev.imprimatur.engine.docker.RealEngine.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.Settings;
import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Builds that take all they can get, on a real engine. Each one is bounded by itself too, so that a limit that did not
 * hold would fail the test and not the machine. A neighbour on the same engine begins before each, and has to finish.
 */
@Tag("engine")
class HostileBuildsTest {
    private static final String MANY_PROCESSES =
            "RUN i=0; while [ $i -lt 300 ]; do sleep 20 & i=$((i + 1)); done; wait";
    private static final String ENDLESS_OUTPUT = "RUN yes | head -c 2000000000";
    private static final String LARGE_FILE = "RUN head -c 40m /dev/zero >/filler && sleep 60";

    private final String label = "test/" + UUID.randomUUID();
    private final StringBuffer log = new StringBuffer();

    @BeforeAll
    static void haveTheBase() {
        try (Engine engine = RealEngine.connect()) {
            engine.pull(RealEngine.base(), Output.none(), new Cancellation());
        }
    }

    /** An engine that is asked to stop may still commit the step that it was at. */
    @AfterEach
    void clear() {
        try (Engine engine = RealEngine.connect()) {
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> engine.prune("dev.imprimatur.image", label));
        }
    }

    @Test
    void moreProcessesThanABuildMayHaveFailItAsThat() throws Exception {
        Failure failure = hostile(Settings.bounded(40, null, null), MANY_PROCESSES);

        assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.TOO_MANY_PROCESSES);
        assertThat(failure).isInstanceOf(Failure.Unknown.class);
        assertThat(failure.message()).contains("imprimatur.engine.limits.processes");
        assertThat(failure.command().output()).contains("Cannot fork");
    }

    @Test
    void moreMemoryThanABuildMayHaveEndsItAlone() throws Exception {
        Failure failure = hostile(Settings.limited("64m", null, null, null), "RUN tail /dev/zero");

        assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.OUT_OF_MEMORY);
        assertThat(failure.message()).contains("imprimatur.engine.limits.memory");
    }

    @Test
    void moreOutputThanABuildMayHaveEndsIt() throws Exception {
        Failure failure = hostile(Settings.bounded(null, "1m", null), ENDLESS_OUTPUT);

        assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.OUTPUT_TOO_LARGE);
        assertThat(failure).isInstanceOf(Failure.Permanent.class);
        assertThat(failure.message()).contains("imprimatur.engine.limits.output");
        assertThat(log.length()).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void aCommandThatWritesMoreThanItMayIsEnded() throws Exception {
        Failure failure = hostile(Settings.bounded(null, null, "20m"), LARGE_FILE);

        assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.LAYER_TOO_LARGE);
        assertThat(failure).isInstanceOf(Failure.Permanent.class);
        assertThat(failure.message()).contains("imprimatur.engine.limits.disk");
    }

    /** A container that a command names by itself is not there, and keeps the command's own from nothing. */
    @Test
    void aCommandThatNamesAContainerHasItsLimitsAllTheSame() throws Exception {
        String naming = "RUN echo ' ---> Running in 0123456789ab'; i=0;"
                + " while [ $i -lt 300 ]; do sleep 20 & i=$((i + 1)); done; wait";

        assertThat(hostile(Settings.bounded(40, null, null), naming).kind()).isEqualTo(Kind.TOO_MANY_PROCESSES);
    }

    @Test
    void noWayLeadsOutOfABuild() throws IOException {
        String ways;
        try (InputStream script = HostileBuildsTest.class.getResourceAsStream("ways-out")) {
            ways = "RUN echo " + Base64.getEncoder().encodeToString(script.readAllBytes())
                    + " | base64 -d >/ways && sh /ways";
        }

        try (Engine engine = DockerEngines.connect(Settings.bounded(null, null, null))) {
            engine.build(order(label, ways), log::append);
        }

        assertThat(log.toString().lines().filter(line -> line.startsWith("did ")))
                .as(log.toString())
                .isEmpty();
        assertThat(log.toString()).contains("\ntried all\n");
    }

    private Failure hostile(Settings limits, String lines) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (Engine engine = DockerEngines.connect(limits)) {
            String waiting = "RUN echo begun >&2; sleep 3; for i in $(seq 20); do sleep 1 & done; wait; echo $i";
            CompletableFuture<Digest> neighbour =
                    CompletableFuture.supplyAsync(() -> engine.build(order(label, waiting), text -> {
                        if (text.contains("begun\n")) {
                            begun.countDown();
                        }
                    }));
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

            Failure failure = catchThrowableOfType(
                            EngineException.class, () -> engine.build(order(label, lines), log::append))
                    .failure();

            assertThat(neighbour.get(1, TimeUnit.MINUTES)).isNotNull();
            return failure;
        }
    }
}
