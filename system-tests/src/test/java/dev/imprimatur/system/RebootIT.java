package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.stack.Kafka;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** {@code docker-compose.yml} on a machine that reboots without a warning, in the middle of a rebuild. */
@Tag("containers")
@Timeout(value = 12, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RebootIT {
    private static final Duration BACK = Duration.ofMinutes(3);
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int IMAGES = 6;
    private static final int SECONDS = 4;
    private static final Set<String> ENDED = Set.of("kafka-logins", "kafka-rules", "peer-secret");

    private static EngineMachine machine;
    private static ComposeProject project;
    private static RebuildId interrupted;

    @BeforeAll
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    static void up() throws Exception {
        ComposeProject.provideImages();
        Path catalog = TestCatalog.empty("reboot")
                .with("tool", IMAGES, "RUN sleep " + SECONDS)
                .folder();
        // The renderer reads it as a user of its own.
        Files.setPosixFilePermissions(catalog, PosixFilePermissions.fromString("rwxr-xr-x"));
        machine = new EngineMachine();
        project = new ComposeProject(
                catalog,
                Map.of("DOCKER_HOST", machine.host(), "IMPRIMATUR_BUILD_CGROUP_PARENT", machine.cgroup() + "-builds"));
        project.runsAs("imprimatur-reboot");
        machine.copy(project.ok("config", "--images").lines().distinct().toList());
        project.ok("up", "--detach", "--wait");
    }

    @AfterAll
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    static void down() throws IOException {
        if (machine != null) {
            try (EngineMachine ending = machine) {
                if (project != null) {
                    project.keepLogs("reboot.log");
                }
            }
        }
    }

    @Test
    @Order(1)
    void afterAPowerCutAllIsHealthyWithoutACommandAndTheRebuildEnds() throws Exception {
        RebuildId before;
        try (Kafka kafka = project.kafka()) {
            ComposeRebuilds rebuilds = new ComposeRebuilds(project, kafka);
            before = rebuilds.all();
            rebuilds.arePublished(before, IMAGES);
            interrupted = rebuilds.all();
            await().atMost(LIMIT).until(() -> !rebuilds.built(interrupted).isEmpty());
            assertThat(rebuilds.built(interrupted)).hasSizeLessThan(IMAGES);
        }
        // The number that another process happens to have: here of one that is always there.
        project.in("engine", "sh", "-c", "printf 1 >/var/run/docker/containerd/containerd.pid");

        machine.cutPower();
        Instant cut = Instant.now();
        machine.start();

        allAreBack(cut);
        try (Kafka kafka = project.kafka()) {
            ComposeRebuilds rebuilds = new ComposeRebuilds(project, kafka);
            rebuilds.arePublished(interrupted, IMAGES);
            assertThat(rebuilds.completed(interrupted, LIMIT).occurredAt()).isAfter(cut);
            assertThat(rebuilds.built(interrupted).stream()
                            .map(BuildCompleted::eventId)
                            .distinct())
                    .hasSize(IMAGES);
            assertThat(kafka.events(RebuildCompleted.class).stream().map(RebuildCompleted::rebuildId))
                    .containsExactlyInAnyOrder(before, interrupted);
            assertThat(rebuilds.published(before).stream()
                            .map(PublishCompleted::key)
                            .distinct())
                    .hasSize(IMAGES);
        }
        assertThat(answer(before)).contains("succeeded");
    }

    @Test
    @Order(2)
    void afterDownUpBringsEverythingBackAndReturnsWithoutAnError() throws Exception {
        // What the containers said goes with them.
        project.keepLogs("reboot-power-cut.log");
        project.ok("down");
        assertThat(project.statuses()).isEmpty();

        project.ok("up", "--detach", "--wait");

        areHealthy();
        try (Kafka kafka = project.kafka()) {
            ComposeRebuilds rebuilds = new ComposeRebuilds(project, kafka);
            rebuilds.arePublished(interrupted, IMAGES);
            assertThat(answer(interrupted)).contains("succeeded");
            rebuilds.arePublished(rebuilds.all(), IMAGES);
        }
    }

    /** Each by itself, and none by ending again and again until what it needs is there. */
    private static void allAreBack(Instant cut) {
        await().atMost(BACK).pollInterval(SECOND).untilAsserted(() -> {
            areHealthy();
            assertThat(staying(project.startedAt()))
                    .allSatisfy(
                            (service, start) -> assertThat(start).as(service).isAfter(cut));
        });
        Duration away = Duration.between(cut, Instant.now());
        System.out.printf("all are healthy %d s after the power cut%n", away.toSeconds());
        assertThat(away).isLessThan(BACK);
        assertThat(staying(project.restarts()))
                .allSatisfy(
                        (service, restarts) -> assertThat(restarts).as(service).isZero());
    }

    private static <T> Map<String, T> staying(Map<String, T> services) {
        return services.entrySet().stream()
                .filter(service -> !ENDED.contains(service.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void areHealthy() {
        Set<String> services = project.ok("config", "--services").lines().collect(Collectors.toSet());
        assertThat(project.statuses())
                .containsOnlyKeys(services)
                .allSatisfy((service, status) -> assertThat(status)
                        .as(service)
                        .startsWith(ENDED.contains(service) ? "Exited (0)" : "Up ")
                        .doesNotContain("unhealthy", "starting"));
    }

    /** What the console says of a rebuild. */
    private static String answer(RebuildId rebuild) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(project.console() + "/api/rebuilds/" + rebuild))
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + project.in("console", "cat", "/keys/console/token")
                                                        .strip())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
