package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of a console behind an Ingress, by what it renders to. No controller and no provider was at hand. */
class IngressExampleTest {
    private static final Path EXAMPLE = Manifests.FOLDER.resolve("examples/ingress");
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root"));
    private static final Pattern LINES =
            Pattern.compile("```yaml\\n(resources: \\[ingress\\.yaml].*?)```", Pattern.DOTALL);

    private static StrictApi api;
    private static List<JsonNode> objects;

    @BeforeAll
    static void render() throws Exception {
        api = new StrictApi(Manifests.FOLDER.resolve("src/test/resources/definitions"));
        objects = Manifests.parse(Kubectl.kustomize(EXAMPLE));
    }

    @Test
    void everyObjectIsRight() {
        assertThat(objects)
                .isNotEmpty()
                .allSatisfy(object -> assertThat(api.mistakes(object)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ingressClassName: | ingressclassName:
            pathType:         | pathtype:
            secretName:       | secret:
            port: {name:      | port: {named:
            """)
    void aMistakeInTheIngressIsFound(String right, String wrong) throws IOException {
        String yaml = Files.readString(EXAMPLE.resolve("ingress.yaml"));
        assertThat(yaml).contains(right);

        assertThat(api.mistakes(Manifests.parse(yaml.replace(right, wrong)).getFirst()))
                .isNotEmpty();
    }

    /** It leaves all else as the overlay has it. */
    @Test
    void itAddsAnIngressAndChangesTheConsole() {
        List<JsonNode> managed = Manifests.objects("overlays/managed");

        assertThat(objects)
                .filteredOn(object -> !managed.contains(object))
                .extracting(object -> object.path("kind").asText() + " "
                        + object.at("/metadata/name").asText())
                .containsExactlyInAnyOrder("Ingress console", "NetworkPolicy http01-solver", "Deployment console");
    }

    @Test
    void theNameHasACertificateAndTheConsoleAnswersToIt() {
        JsonNode ingress = object("Ingress");
        String host = ingress.at("/spec/rules/0/host").asText();
        JsonNode service = objects.stream()
                .filter(object -> object.path("kind").asText().equals("Service")
                        && object.path("metadata").path("namespace").equals(ingress.at("/metadata/namespace"))
                        && object.path("metadata")
                                .path("name")
                                .equals(ingress.at("/spec/rules/0/http/paths/0/backend/service/name")))
                .findFirst()
                .orElseThrow();

        assertThat(ingress.at("/spec/rules")).hasSize(1);
        assertThat(ingress.at("/spec/tls/0/hosts")).extracting(JsonNode::asText).containsExactly(host);
        assertThat(service.at("/spec/ports/0/name"))
                .isEqualTo(ingress.at("/spec/rules/0/http/paths/0/backend/service/port/name"));
        assertThat(variables().get("IMPRIMATUR_HTTP_HOSTS").split(",")).containsExactly("console.imprimatur", host);
    }

    /** The overlay alone refuses it, and no certificate comes. */
    @Test
    void theControllerReachesTheSolverOfHttp01AndNothingElseIsOpened() throws IOException {
        Endpoint proxy = Endpoint.pod("proxy", "ingress", Map.of("imprimatur.dev/console", "true"), Map.of());
        Endpoint stranger = Endpoint.pod("stranger", "default", Map.of());
        Endpoint solver = Endpoint.pod("solver", "imprimatur", Map.of("acme.cert-manager.io/http01-solver", "true"));
        Surroundings without = Surroundings.of(Manifests.objects("overlays/managed"));
        Surroundings with = Surroundings.of(objects);
        NetworkModel model = new NetworkModel(with.policies(), List.of());

        assertThat(new NetworkModel(without.policies(), List.of()).ports(proxy, solver))
                .isEmpty();
        assertThat(model.ports(proxy, solver)).containsExactly("8089");
        assertThat(model.ports(stranger, solver)).isEmpty();
        assertThat(with.reachable()).isEqualTo(without.reachable());
        assertThat(Files.readString(Manifests.FOLDER.resolve("README.md"))).contains("`http01-solver.yaml`");
    }

    @Test
    void theSecretIsWhereTheConsoleLooks() throws IOException {
        String file = variables().get("IMPRIMATUR_CONSOLE_OIDC_SECRET_FILE");
        JsonNode pod = object("Deployment").at("/spec/template/spec");
        String readme = Files.readString(Manifests.FOLDER.resolve("README.md"));

        assertThat(Manifests.stream(pod.at("/containers/0/volumeMounts")))
                .filteredOn(mount -> file.equals(mount.path("mountPath").asText() + "/secret"))
                .singleElement()
                .satisfies(mount -> {
                    assertThat(mount.path("readOnly").asBoolean()).isTrue();
                    assertThat(Manifests.stream(pod.path("volumes")))
                            .filteredOn(volume -> volume.path("name").equals(mount.path("name")))
                            .singleElement()
                            .satisfies(volume -> assertThat(readme)
                                    .contains("create secret generic "
                                            + volume.at("/secret/secretName").asText() + " --from-file secret="));
                });
        assertThat(readme).contains("| `console-oidc` (", "| `console-tls` (");
    }

    @ParameterizedTest
    @ValueSource(strings = {"imprimatur.console.oidc.", "quarkus.http.proxy."})
    void itsSettingsAreDocumentedKeys(String prefix) throws IOException {
        String access = Files.readString(ROOT.resolve("docs/operating/access.md"));

        assertThat(variables().keySet())
                .filteredOn(name -> name.startsWith(variable(prefix)))
                .isNotEmpty()
                .allMatch(name -> Pattern.compile("`([a-z.-]+)(?:=[^`]*)?`")
                        .matcher(access)
                        .results()
                        .anyMatch(key -> variable(key.group(1)).equals(name)));
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    /** As the README has it done: both files beside one's own, and listed. */
    @ParameterizedTest
    @ValueSource(strings = {"managed", "operators"})
    void itGoesIntoAnOverlayOfOnesOwn(String overlay, @TempDir Path folder) throws Exception {
        OverlayCopy copy = OverlayCopy.of(overlay, folder);
        for (String file : List.of("ingress.yaml", "console.yaml")) {
            Files.copy(EXAMPLE.resolve(file), copy.file(file));
        }
        Matcher lines = LINES.matcher(Files.readString(Manifests.FOLDER.resolve("README.md")));
        assertThat(lines.find()).isTrue();
        String[] parts = lines.group(1).split("\\n", 2);
        copy.change(
                "kustomization.yaml", yaml -> yaml.replace("  - values.yaml\n", "  - values.yaml\n  - ingress.yaml\n"));
        assertThat(parts[0]).startsWith("resources: [ingress.yaml]");
        copy.patch(parts[1]);

        List<JsonNode> rendered = Manifests.parse(copy.render());

        assertThat(rendered).contains(object("Ingress"));
        assertThat(rendered)
                .filteredOn(object -> object.path("kind").asText().equals("Deployment")
                        && object.at("/metadata/name").asText().equals("console"))
                .singleElement()
                .satisfies(console -> assertThat(console.at("/spec/template/spec/containers/0/env"))
                        .containsAll(Manifests.parse(Files.readString(EXAMPLE.resolve("console.yaml")))
                                .getFirst()
                                .at("/spec/template/spec/containers/0/env")));
    }

    private static JsonNode object(String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind)
                        && object.at("/metadata/name").asText().equals("console"))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> variables() {
        return Manifests.stream(object("Deployment").at("/spec/template/spec/containers/0/env"))
                .filter(variable -> variable.has("value"))
                .collect(Collectors.toMap(
                        variable -> variable.path("name").asText(),
                        variable -> variable.path("value").asText()));
    }
}
