package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes through a proxy ({@code components/proxy}), and what does not. */
class ProxyTest {
    private static final String PROXY = "proxy";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Z_]+)\\)");
    private static final Pattern SHOWN = Pattern.compile(
            "```yaml\\n(patches:\\n  - target: \\{kind: ConfigMap, name: proxy}.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private List<JsonNode> rendered(String patches, String... components) throws Exception {
        OverlayCopy copy = OverlayCopy.of("managed", folder);
        copy.use(components);
        if (!patches.isEmpty()) {
            copy.patch(patches);
        }
        return Manifests.parse(copy.render());
    }

    /** By container, its environment with what it has from the ConfigMap. */
    private static Map<String, Map<String, String>> environments(List<JsonNode> objects) {
        Map<String, Map<String, String>> environments = new LinkedHashMap<>();
        Manifests.workloads(objects)
                .forEach(workload -> workload.containers().forEach(container -> {
                    Map<String, String> variables = new LinkedHashMap<>();
                    Manifests.stream(container.path("env"))
                            .forEach(variable -> variables.put(
                                    variable.path("name").asText(),
                                    expanded(value(objects, workload.namespace(), variable), variables)));
                    environments.put(
                            workload.name() + " " + container.path("name").asText(), variables);
                }));
        return environments;
    }

    private static String value(List<JsonNode> objects, String namespace, JsonNode variable) {
        JsonNode reference = variable.at("/valueFrom/configMapKeyRef");
        return reference.path("name").asText().startsWith(PROXY + "-")
                ? objects.stream()
                        .filter(object -> object.at("/metadata/name").equals(reference.path("name"))
                                && object.at("/metadata/namespace").asText().equals(namespace))
                        .map(object -> object.path("data")
                                .path(reference.path("key").asText())
                                .asText())
                        .findFirst()
                        .orElseThrow()
                : variable.path("value").asText();
    }

    /** Kubernetes knows only what stands before it. */
    private static String expanded(String value, Map<String, String> before) {
        return REFERENCE
                .matcher(value)
                .replaceAll(reference ->
                        Matcher.quoteReplacement(before.getOrDefault(reference.group(1), reference.group())));
    }

    @Test
    void whatAsksOutsideByHttpsAsksTheProxy() throws Exception {
        Map<String, Map<String, String>> environments = environments(rendered("", "upstreams", PROXY));

        assertThat(having(environments, "JAVA_TOOL_OPTIONS"))
                .containsExactlyInAnyOrder(
                        "renderer service", "publisher service", "builder service", "tester service");
        assertThat(having(environments, "HTTPS_PROXY"))
                .containsExactlyInAnyOrder(
                        "renderer service",
                        "publisher service",
                        "builder service",
                        "builder engine",
                        "tester service",
                        "tester-engine engine",
                        "upstreams skopeo")
                .isEqualTo(having(environments, "NO_PROXY"));
        assertThat(having(environments, "HTTPS_PROXY"))
                .allSatisfy(container -> assertThat(environments.get(container))
                        .containsEntry("HTTPS_PROXY", "http://proxy.example.com:3128"));
        assertThat(having(environments, "JAVA_TOOL_OPTIONS"))
                .allSatisfy(container -> assertThat(environments.get(container).get("JAVA_TOOL_OPTIONS"))
                        .startsWith(
                                "-Dhttps.proxyHost=proxy.example.com -Dhttps.proxyPort=3128 -Dhttp.nonProxyHosts=localhost|")
                        .doesNotContain("$("));
    }

    private static List<String> having(Map<String, Map<String, String>> environments, String variable) {
        return environments.keySet().stream()
                .filter(container -> environments.get(container).containsKey(variable))
                .toList();
    }

    /** Services call each other without TLS. */
    @Test
    void whatIsInTheClusterIsReachedDirectly() throws Exception {
        List<JsonNode> objects = rendered("", PROXY);
        List<String> namespaces = Stream.concat(
                        Manifests.ofKind("overlays/operators", "Namespace").stream(),
                        Manifests.ofKind("overlays/single-node", "Namespace").stream())
                .map(namespace -> "." + namespace.at("/metadata/name").asText())
                .distinct()
                .toList();

        assertThat(settings(objects))
                .hasSize(2)
                .allSatisfy(settings -> assertThat(direct(settings))
                        .containsAll(namespaces)
                        .contains(".svc", ".cluster.local", "localhost", "127.0.0.1", "::1")
                        .isEqualTo(javasDirect(settings)));
        assertThat(environments(objects).values())
                .allSatisfy(variables -> assertThat(variables)
                        .doesNotContainKeys("HTTP_PROXY", "http_proxy", "ALL_PROXY")
                        .allSatisfy((name, value) -> assertThat(value).doesNotContain("-Dhttp.proxyHost")));
    }

    private static List<JsonNode> settings(List<JsonNode> objects) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals("ConfigMap")
                        && object.path("data").has("PROXY_HOST"))
                .map(object -> object.path("data"))
                .toList();
    }

    private static List<String> direct(JsonNode settings) {
        return List.of(settings.path("NO_PROXY").asText().split(","));
    }

    private static List<String> javasDirect(JsonNode settings) {
        return Arrays.stream(settings.path("JAVA_NO_PROXY").asText().split("\\|"))
                .map(host -> host.replaceFirst("^\\*", "").replaceAll("[\\[\\]]", ""))
                .toList();
    }

    @Test
    void theReadmesPatchIsAllThatIsFilledIn() throws Exception {
        Matcher shown = SHOWN.matcher(Files.readString(Manifests.FOLDER.resolve("README.md")));
        assertThat(shown.find()).isTrue();

        List<JsonNode> objects = rendered(shown.group(1), PROXY);

        assertThat(settings(objects)).hasSize(2).allSatisfy(settings -> {
            assertThat(settings.path("PROXY_HOST").asText()).isEqualTo("proxy.example.org");
            assertThat(direct(settings)).contains("staging.example.org").isEqualTo(javasDirect(settings));
        });
        assertThat(portsOfPolicies(objects)).containsExactly(8080, 8080);
        assertThat(settings(objects).getFirst().path("PROXY_PORT").asText()).isEqualTo("8080");
    }

    private static List<Integer> portsOfPolicies(List<JsonNode> objects) {
        List<Integer> ports = new ArrayList<>();
        objects.stream()
                .filter(object -> object.path("kind").asText().equals("NetworkPolicy")
                        && object.at("/metadata/name").asText().equals(PROXY))
                .forEach(policy ->
                        ports.add(policy.at("/spec/egress/0/ports/0/port").asInt()));
        return ports;
    }

    @Test
    void aBuilderWhoseEngineIsElsewhereGetsNone() throws Exception {
        assertThat(environments(rendered("", "remote-engine", PROXY)).keySet().stream()
                        .filter(container -> container.endsWith(" engine"))
                        .collect(Collectors.toList()))
                .isEmpty();
    }
}
