package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code components/hpa} wants of prometheus-adapter, by the rule that the README gives, word for word. */
class AdapterRuleTest {
    private static final Pattern RULES = Pattern.compile("```yaml\n(externalRules:.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    /**
     * Each replica measures the whole queue, at moments of its own, so that theirs are not added: of two that measured
     * 3 + 2 and 4 + 2 pieces the later one counts, and what is delayed does not.
     */
    @Test
    void theQueueIsCountedOnceHoweverManyReplicasMeasureIt() throws IOException, InterruptedException {
        expect(
                List.of(
                        series("build", "waiting", "builder-a", "3"),
                        series("build", "running", "builder-a", "2"),
                        series("build", "delayed", "builder-a", "40"),
                        series("build", "waiting", "builder-b", "4"),
                        series("build", "running", "builder-b", "2"),
                        series("test", "waiting", "tester-0", "50")),
                6);
    }

    /** What Prometheus marks as stale counts no longer. */
    @Test
    void oneThatIsGoneIsForgotten() throws IOException, InterruptedException {
        expect(
                List.of(
                        series("build", "waiting", "builder-a", "90 90 stale"),
                        series("build", "waiting", "builder-b", "0x3 1"),
                        series("build", "running", "builder-b", "0x3 0")),
                1);
    }

    /** The replicas that the autoscaler wants, by its documented arithmetic: for each two pieces one, and no more. */
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 1", "3, 2", "6, 3", "16, 8", "90, 8"})
    void replicasFollowTheQueue(int queue, int replicas) {
        JsonNode scaler = Manifests.ofKind("overlays/managed", "HorizontalPodAutoscaler").stream()
                .filter(each -> each.at("/metadata/name").asText().equals("builder"))
                .findFirst()
                .orElseThrow()
                .path("spec");
        double target = scaler.at("/metrics/0/external/target/averageValue").asDouble();
        long wanted = (long) Math.ceil(queue / target);

        assertThat(Math.clamp(
                        wanted,
                        scaler.path("minReplicas").asLong(),
                        scaler.path("maxReplicas").asLong()))
                .isEqualTo(replicas);
    }

    private void expect(List<Map<String, String>> series, int value) throws IOException, InterruptedException {
        Map<String, Object> expected = Map.of(
                "expr",
                rule().path("metricsQuery").asText(),
                "eval_time",
                "4m",
                "exp_samples",
                List.of(Map.of("labels", "{}", "value", value)));
        Path file = folder.resolve("queries.yaml");
        Manifests.YAML.writeValue(
                file.toFile(),
                Map.of(
                        "tests",
                        List.of(Map.of(
                                "interval", "1m", "input_series", series, "promql_expr_test", List.of(expected)))));
        Promtool.test(file);
    }

    private static Map<String, String> series(String kind, String state, String pod, String values) {
        String written = values.contains(" ") ? values : values + "x10";
        return Map.of(
                "series",
                "imprimatur_work{kind=\"%s\",state=\"%s\",pod=\"%s\"}".formatted(kind, state, pod),
                "values",
                written);
    }

    /** That for builders. */
    static JsonNode rule() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("imprimatur.root"), "deploy/kubernetes/README.md"));
        Matcher rules = RULES.matcher(page);
        assertThat(rules.find()).isTrue();
        return Manifests.YAML.readTree(rules.group(1)).at("/externalRules/0");
    }
}
