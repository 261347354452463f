package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What alerts miss: every service, by the name and the kind that it has in the cluster, and nothing that is scaled to
 * none.
 */
class AlertsTest {
    private static final String OPERATORS = "overlays/operators";
    private static final Set<String> SERVICES = Set.of("renderer", "builder", "tester", "publisher", "console");

    /** By what kube-state-metrics calls them, and the kind that they are measured of. */
    private static final Map<String, String> CLUSTER = Map.of(
            "kube_deployment_spec_replicas", "Deployment",
            "kube_deployment_status_replicas_ready", "Deployment",
            "kube_cronjob_status_last_successful_time", "CronJob",
            "kube_cronjob_created", "CronJob",
            "kube_statefulset_replicas", "StatefulSet",
            "kube_statefulset_status_replicas_ready", "StatefulSet");

    private static final Pattern CLUSTER_METRIC = Pattern.compile("\\b(kube_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"([^\"]*)\"");
    private static final Pattern UP = Pattern.compile("absent\\(up\\{namespace=\"(.*?)\",service=\"(.*?)\"}");
    private static final Pattern TARGET = Pattern.compile("labels: \\{service: (\\w+), namespace: (\\w+)}");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(Imprimatur\\w+)` \\|");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", OPERATORS})
    void eachServiceThatShouldHaveAReplicaAndHasNoneIsMissed(String name) {
        assertThat(missedBy(name, "ImprimaturNoReplicaIsReady", "ImprimaturNoTesterIsReady"))
                .isSubsetOf(workloads(name))
                .containsAll(services(name));
        assertThat(missedBy(name, "ImprimaturNotMeasured"))
                .isSubsetOf(workloads(name))
                .containsAll(services(name));
        assertThat(missedBy(name, "ImprimaturReplicasUnknown")).containsExactlyInAnyOrderElementsOf(services(name));
    }

    /** They measure nothing then, and should not. What waits for them in vain is measured by the renderer. */
    @Test
    void whatIsScaledToNoneIsMissedByWhatWaitsForItAlone() {
        Set<String> toNone = Manifests.ofKind(OPERATORS, "ScaledObject").stream()
                .filter(object -> object.at("/spec/minReplicaCount").asInt() == 0)
                .map(object -> object.at("/spec/scaleTargetRef/name").asText())
                .collect(Collectors.toSet());
        Set<String> always = UP.matcher(expression(OPERATORS, "ImprimaturServiceAway"))
                .results()
                .map(up -> up.group(1) + "/" + up.group(2))
                .collect(Collectors.toSet());

        assertThat(toNone).contains("builder", "tester");
        assertThat(always)
                .isEqualTo(services(OPERATORS).stream()
                        .filter(service -> !toNone.contains(service.substring(service.indexOf('/') + 1)))
                        .map(service -> service.substring(service.indexOf(' ') + 1))
                        .collect(Collectors.toSet()));
        assertThat(expression(OPERATORS, "ImprimaturNothingMoves")).contains("imprimatur_images_quiet_seconds");
    }

    @Test
    void theClusterIsAskedForWhatKubeStateMetricsMeasures() {
        assertThat(alerts(OPERATORS)
                        .flatMap(alert -> CLUSTER_METRIC
                                .matcher(alert.path("expr").asText())
                                .results())
                        .map(metric -> metric.group(1)))
                .isNotEmpty()
                .isSubsetOf(CLUSTER.keySet());
    }

    /** By the pauses of the Job controller: 10 s, twice as long each time, six minutes at most. */
    @Test
    void aConsoleThatIsAwayForLongIsAskedForTheWeeklyRebuildUntilTheDeadline() {
        JsonNode job = Manifests.ofKind(OPERATORS, "CronJob").stream()
                .filter(each -> each.at("/metadata/name").asText().equals("weekly-rebuild"))
                .findFirst()
                .orElseThrow()
                .at("/spec/jobTemplate/spec");
        long pauses = LongStream.range(0, job.path("backoffLimit").asLong())
                .map(failed -> failed < 6 ? 10L << failed : 360)
                .sum();

        assertThat(pauses).isGreaterThan(job.path("activeDeadlineSeconds").asLong());
        assertThat(expression(OPERATORS, "ImprimaturWeeklyRebuildIsMissing")).contains("cronjob=\"weekly-rebuild\"");
    }

    @Test
    void eachAlertIsDocumented() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("imprimatur.root"), "docs/operating/metrics.md"));

        assertThat(alerts(OPERATORS).map(alert -> alert.path("alert").asText()))
                .containsExactlyInAnyOrderElementsOf(DOCUMENTED
                        .matcher(page)
                        .results()
                        .map((MatchResult alert) -> alert.group(1))
                        .toList());
    }

    /** What is no target counts as away. */
    @Test
    void aPrometheusWithoutKubernetesIsGivenAllServices() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("imprimatur.root"), "docs/operating/metrics.md"));

        assertThat(TARGET.matcher(page).results().map(target -> target.group(1)))
                .containsExactlyInAnyOrderElementsOf(SERVICES);
        assertThat(TARGET.matcher(page).results().map(target -> target.group(2)))
                .containsOnly("imprimatur");
    }

    /** By Prometheus' own tests of rules, where it is installed. */
    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", OPERATORS})
    void theyComeWhenTheyShouldAndAreSilentOtherwise(String name) throws IOException, InterruptedException {
        Manifests.YAML.writeValue(
                folder.resolve("rules.yaml").toFile(),
                Map.of(
                        "groups",
                        Manifests.ofKind(name, "PrometheusRule").stream()
                                .flatMap(rules -> Manifests.stream(rules.at("/spec/groups")))
                                .toList()));
        Files.copy(Manifests.GOLDEN.resolveSibling("alerts.yaml"), folder.resolve("alerts.yaml"));

        Promtool.test(folder.resolve("alerts.yaml"));
    }

    private static Stream<JsonNode> alerts(String name) {
        return Manifests.ofKind(name, "PrometheusRule").stream()
                .flatMap(rules -> Manifests.stream(rules.at("/spec/groups")))
                .flatMap(group -> Manifests.stream(group.path("rules")));
    }

    private static String expression(String name, String alert) {
        return alerts(name)
                .filter(each -> each.path("alert").asText().equals(alert))
                .map(each -> each.path("expr").asText())
                .findFirst()
                .orElseThrow();
    }

    /** Such as {@code Deployment imprimatur/console}. */
    private static Set<String> services(String name) {
        return workloads(name).stream()
                .filter(workload -> SERVICES.contains(workload.substring(workload.indexOf('/') + 1)))
                .collect(Collectors.toSet());
    }

    private static Set<String> workloads(String name) {
        return Manifests.workloads(name)
                .map(workload -> workload.object().path("kind").asText() + " " + workload)
                .collect(Collectors.toSet());
    }

    /** What the selectors of these alerts name, of the namespaces in which there is such a one. */
    private static Set<String> missedBy(String name, String... alerts) {
        return Stream.of(alerts)
                .flatMap(
                        alert -> CLUSTER_METRIC.matcher(expression(name, alert)).results())
                .filter(metric -> metric.group(2) != null)
                .flatMap(metric -> selected(name, metric))
                .collect(Collectors.toSet());
    }

    private static Stream<String> selected(String name, MatchResult metric) {
        String kind = CLUSTER.get(metric.group(1));
        Map<String, List<String>> labels = LABEL.matcher(metric.group(2))
                .results()
                .collect(Collectors.toMap(
                        label -> label.group(1), label -> List.of(label.group(2).split("\\|"))));
        Set<String> namespaces = Manifests.ofKind(name, "Namespace").stream()
                .map(namespace -> namespace.at("/metadata/name").asText())
                .collect(Collectors.toSet());
        assertThat(namespaces).containsAll(labels.get("namespace"));
        return labels.get(kind.toLowerCase(Locale.ROOT)).stream()
                .map(workload -> labels.get("namespace").stream()
                        .map(namespace -> kind + " " + namespace + "/" + workload)
                        .filter(workloads(name)::contains)
                        .findFirst()
                        .orElse(kind + " " + workload + ", of which there is none"));
    }
}
