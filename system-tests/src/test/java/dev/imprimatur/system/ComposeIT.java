package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** {@code docker-compose.yml} as users run it: a rebuild asked for from outside, a killed builder, three builders. */
@Tag("containers")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int IMAGES = 6;
    private static final int SECONDS = 4;

    private static ComposeStack stack;
    private static ComposeRebuilds rebuilds;

    @BeforeAll
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    static void up() throws Exception {
        Path catalog = TestCatalog.empty("compose")
                .with("tool", IMAGES, "RUN sleep " + SECONDS)
                .folder();
        // The renderer reads it as a user of its own.
        Files.setPosixFilePermissions(catalog, PosixFilePermissions.fromString("rwxr-xr-x"));
        stack = ComposeStack.on(catalog);
        rebuilds = new ComposeRebuilds(stack.project(), stack.kafka());
    }

    @AfterAll
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    static void down() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    void aKilledBuildersWorkIsFinished() {
        RebuildId rebuild = rebuilds.all();
        await().atMost(LIMIT).until(() -> !rebuilds.built(rebuild).isEmpty());

        stack.kill("builder");
        stack.scale("builder", 3);

        rebuilds.arePublished(rebuild, IMAGES);
    }

    @Test
    @Order(2)
    void threeBuildersShareARebuild() {
        // The first start, the one after the kill, and those of the two that were added.
        await().atMost(LIMIT).until(() -> stack.starts("builder") == 4);

        RebuildId rebuild = rebuilds.all();

        rebuilds.arePublished(rebuild, IMAGES);
        assertThat(rebuilds.built(rebuild).stream()
                        .map(build -> build.attempts().getLast().worker())
                        .distinct())
                .hasSize(3);
    }

    @Test
    @Order(3)
    void noContainerOfABuildOrTestIsLeftInTheEngine() {
        assertThat(stack.project().in("engine", "docker", "ps", "--all", "--quiet"))
                .isBlank();
    }

    @Test
    @Order(4)
    void withoutALoginNoEventIsTakenAndTheEngineDoesNotKnowTheBroker() {
        assertThatThrownBy(() -> stack.kafka().confirmed(Topic.BUILD_COMPLETED, "forged", new byte[] {'{', '}'}))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThat(stack.project().in("engine", "getent", "hosts", "staging")).isNotBlank();
        assertThatThrownBy(() -> stack.project().in("engine", "getent", "hosts", "kafka"))
                .isInstanceOf(AssertionError.class);
    }

    /** The same engine without its rules reaches them: IsolationIT. */
    @Test
    @Order(5)
    void aBuildReachesNoneOfTheStacksContainers() {
        Set<String> neighbours = stack.addresses().stream()
                .flatMap(address -> Stream.of(2375, 5000, 5432, 8080, 9092).map(port -> address + "/" + port))
                .collect(Collectors.toSet());
        String dockerfile = "FROM debian:bookworm\n" + FencedEngine.connecting(neighbours) + "\n";

        String said = stack.project()
                .in(
                        "engine",
                        "sh",
                        "-c",
                        "echo %s | base64 -d | DOCKER_BUILDKIT=0 docker build --no-cache --network builds -"
                                .formatted(Base64.getEncoder()
                                        .encodeToString(dockerfile.getBytes(StandardCharsets.UTF_8))));

        assertThat(said.lines()).contains("tried").noneMatch(line -> line.startsWith("reached"));
    }

    @Test
    @Order(6)
    void downLeavesNothingBehind() {
        assertThat(stack.project().parts()).hasSizeGreaterThan(12);

        stack.close();

        assertThat(stack.project().parts()).isEmpty();
    }
}
