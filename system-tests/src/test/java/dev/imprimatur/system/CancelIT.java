package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A rebuild that is cancelled in the middle ends within seconds and leaves nothing on the engine. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CancelIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(10);
    /** What the JVM itself complains about stays text, with an empty line behind it. */
    private static final Pattern OF_THE_JVM = Pattern.compile("(WARNING: .*)?");

    private static final String APP = "cancel-app/1.2.9/bookworm";

    private static Stack stack;
    private static Rebuilds rebuilds;

    @BeforeAll
    static void up() {
        stack = Stack.on(TestCatalog.small("cancel", 200).folder(), Map.of("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"));
        rebuilds = new Rebuilds(stack);
    }

    @AfterAll
    static void down() {
        stack.close();
    }

    @Test
    @Order(1)
    void buildsAreStoppedAndTheEngineIsAsBefore() {
        RebuildId rebuild = rebuilds.all();
        await().atMost(LIMIT).until(() -> !containers().isEmpty());
        List<String> before = containers();

        String said = stack.script()
                .ok(LIMIT, "cancel", rebuild.value(), "--reason", "wrong base", "--wait", "--timeout", "20s");

        assertThat(said).contains("rebuild " + rebuild + " cancelled: 2 of 8 images published", "6 cancelled");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(containers()).doesNotContainAnyElementsOf(before).isEmpty();
            assertThat(images()).isEmpty();
        });
        RebuildCompleted completed = rebuilds.completed(rebuild, SOON);
        assertThat(completed.outcome()).isEqualTo(RebuildCompleted.Outcome.CANCELLED);
        assertThat(completed.cancelled())
                .extracting(each -> each.image().toString())
                .contains(APP);
        assertThat(completed.failure().message()).contains("wrong base");
        assertThat(stack.script().run(LIMIT, "cancel", rebuild.value()).exitCode())
                .isEqualTo(1);
        assertThat(stack.script().run(LIMIT, "cancel", "nothing").exitCode()).isEqualTo(3);
    }

    @Test
    @Order(2)
    void logsOfServicesAreLinesOfJsonWhereThatIsAskedFor() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String part : List.of("renderer", "builder-1", "tester", "publisher", "console")) {
            Files.readAllLines(stack.script().home().resolve("log/" + part + ".log")).stream()
                    .filter(line -> !OF_THE_JVM.matcher(line).matches())
                    .map(CancelIT::json)
                    .forEach(lines::add);
        }

        assertThat(lines).allSatisfy(line -> {
            assertThat(line.path("level").asText()).isNotEmpty();
            assertThat(line.path("timestamp").asText()).isNotEmpty();
            assertThat(line.has("message")).isTrue();
        });
        assertThat(lines.stream().map(line -> line.at("/mdc/work").asText()))
                .anyMatch(work -> work.startsWith("build "));
    }

    private static JsonNode json(String line) {
        try {
            return EventJson.MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }

    private static List<String> containers() {
        return docker("ps", "-aq", "--filter", "label=org.opencontainers.image.title=cancel-app");
    }

    private static List<String> images() {
        return docker("images", "-aq", "--filter", "label=org.opencontainers.image.title=cancel-app");
    }

    private static List<String> docker(String... command) {
        String[] whole = new String[command.length + 1];
        whole[0] = "docker";
        System.arraycopy(command, 0, whole, 1, command.length);
        return Script.program(SOON, whole).output().lines().toList();
    }
}
