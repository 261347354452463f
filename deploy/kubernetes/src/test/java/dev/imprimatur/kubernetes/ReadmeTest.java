package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README tells operators to make, and to have, is what the manifests ask for. */
class ReadmeTest {
    private static final String OPERATORS = "overlays/operators";
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| ([^|]*`[^|]*) \\| (`imprimatur[^|]*) \\| ([^|]*) \\|$");
    private static final Pattern WORD = Pattern.compile("`([^`]*)`");
    private static final Pattern NAMESPACES =
            Pattern.compile("for namespace in (.*); do\\n  kubectl create namespace \\$namespace\\n");
    private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NEEDS_CGROUPS = Pattern.compile("_LIMITS_(MEMORY|CPUS|PROCESSES|CGROUP_PARENT)=");
    private static final Set<String> OF_OTHERS =
            Set.of("kafka.strimzi.io", "postgresql.cnpg.io", "keda.sh", "monitoring.coreos.com");

    private static String readme;

    private record Listed(Set<String> names, Set<String> namespaces, Set<String> keys) {
        static Listed of(MatchResult row) {
            return new Listed(words(row.group(1)), words(row.group(2)), words(row.group(3)));
        }

        /** A name that begins with a hyphen stands for all that end with it. */
        boolean has(Need need) {
            return namespaces.contains(need.namespace())
                    && (need.namespace().equals(Need.DATA)
                            ? names.stream().anyMatch(need.name()::endsWith)
                            : names.contains(need.name()))
                    && (need.key().isEmpty()
                            || keys.contains(need.key())
                            || keys.stream().anyMatch(key -> key.startsWith("*.")));
        }
    }

    @BeforeAll
    static void read() throws IOException {
        readme = Files.readString(Manifests.FOLDER.resolve("README.md"));
    }

    private static Set<String> words(String cell) {
        return WORD.matcher(cell).results().map(word -> word.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "overlays/managed",
                OPERATORS,
                "components/remote-engine",
                "components/registry-ca",
                "components/pull-secret",
                "components/upstreams",
                "components/database-backups",
                "components/proxy",
                "components/authorities"
            })
    void whateverIsReadAndDoesNotComeWithTheOverlayIsListed(String name) {
        List<Listed> listed = ROW.matcher(readme).results().map(Listed::of).toList();
        assertThat(Need.of(name))
                .isNotEmpty()
                .filteredOn(need -> listed.stream().noneMatch(row -> row.has(need)))
                .isEmpty();
    }

    /**
     * An autoscaler asks for a metric by the name that the adapter gives it, and gets none where rules are namespaced.
     */
    @Test
    void theAdaptersRuleGivesTheAutoscalersTheirMetrics() throws IOException {
        JsonNode builders = AdapterRuleTest.rule();
        String metric = builders.at("/name/as").asText();

        assertThat(builders.at("/resources/namespaced").asBoolean(true)).isFalse();
        assertThat(builders.path("seriesQuery").asText()).isEqualTo("imprimatur_work{kind=\"build\"}");
        assertThat(builders.path("metricsQuery").asText())
                .contains("imprimatur_work{kind=\"build\",state=~\"waiting|running\"}");
        assertThat(Manifests.ofKind("overlays/managed", "HorizontalPodAutoscaler").stream()
                        .flatMap(scaler -> scaler.findValues("metric").stream())
                        .map(each -> each.path("name").asText()))
                .contains(metric)
                .allSatisfy(each -> assertThat(readme).contains("`" + each + "`"));
    }

    /** Secrets are made in them before the overlay brings them. */
    @Test
    void theNamespacesThatItHasYouMakeAreThoseOfTheOverlay() {
        Matcher made = NAMESPACES.matcher(readme);

        assertThat(made.find()).isTrue();
        assertThat(made.group(1).split(" "))
                .containsExactlyInAnyOrderElementsOf(Manifests.ofKind(OPERATORS, "Namespace").stream()
                        .map(namespace -> namespace.at("/metadata/name").asText())
                        .toList());
    }

    /** The engines of the overlays hold none of these: with one of them a builder is not ready. */
    @Test
    void limitsThatNeedCgroupsAreShownForEnginesElsewhereAlone() {
        assertThat(YAML.matcher(readme).results().map(block -> block.group(1)))
                .filteredOn(block -> NEEDS_CGROUPS.matcher(block).find())
                .isNotEmpty()
                .allMatch(block -> block.contains("components/remote-engine"));
        assertThat(YAML.matcher(readme).results().map(block -> block.group(1)))
                .noneMatch(block -> block.contains("_LIMITS_NETWORK=none"));
    }

    /** Nothing but the operator brings bases there. */
    @Test
    void basesAreCopiedToWhereTheRendererLooks() {
        String upstream = Manifests.workloads(OPERATORS)
                .filter(workload -> workload.name().equals("renderer"))
                .flatMap(Manifests.Workload::containers)
                .flatMap(container -> Manifests.stream(container.path("env")))
                .filter(variable -> variable.path("name").asText().equals("IMPRIMATUR_RENDERER_UPSTREAM"))
                .map(variable -> variable.path("value").asText().replace("$(STAGING)", "STAGING"))
                .findFirst()
                .orElseThrow();

        assertThat(readme)
                .contains("skopeo copy --all docker://debian:trixie docker://" + upstream + "/debian:trixie\n");
    }

    @Test
    void theVersionsOfOperatorsAreThoseOfTheirObjects() {
        Set<String> used = Manifests.objects(OPERATORS).stream()
                .map(object -> object.path("apiVersion").asText())
                .filter(version -> OF_OTHERS.contains(version.substring(0, Math.max(0, version.indexOf('/')))))
                .collect(Collectors.toSet());

        assertThat(used).hasSize(OF_OTHERS.size());
        assertThat(readme).contains(used);
    }
}
