package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says of a Prometheus that selects by a label. */
class MonitoringTest {
    private static final Pattern PATCH = Pattern.compile(
            "```yaml\\n(patches:\\n  - target: \\{kind: ServiceMonitor\\|PrometheusRule}\\n.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void itsPatchGivesAllMonitorsAndRulesTheLabel() throws Exception {
        Matcher patch = PATCH.matcher(Files.readString(Manifests.FOLDER.resolve("README.md")));
        assertThat(patch.find()).isTrue();

        List<JsonNode> objects = Manifests.parse(Kubectl.kustomize(folder, "overlays/operators", patch.group(1)));

        assertThat(objects)
                .filteredOn(object -> object.path("apiVersion").asText().startsWith("monitoring.coreos.com/"))
                .extracting(object -> object.path("kind").asText())
                .containsOnly("ServiceMonitor", "PrometheusRule");
        assertThat(objects)
                .filteredOn(object -> object.path("apiVersion").asText().startsWith("monitoring.coreos.com/"))
                .allSatisfy(object -> assertThat(
                                object.at("/metadata/labels/release").asText())
                        .isEqualTo("kube-prometheus-stack"));
        assertThat(objects)
                .filteredOn(object -> object.at("/metadata/labels").has("release"))
                .allSatisfy(
                        object -> assertThat(object.path("apiVersion").asText()).startsWith("monitoring.coreos.com/"));
    }
}
