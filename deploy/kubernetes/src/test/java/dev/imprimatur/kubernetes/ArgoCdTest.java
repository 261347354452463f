package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The example for Argo CD, by the fields that its Application has, on what the overlays have, and as it lies in a
 * repository. No Argo CD was at hand.
 */
class ArgoCdTest {
    private static final Pattern COPYING =
            Pattern.compile("<!-- run by ArgoCdTest -->\\n```\\n(.*?)```", Pattern.DOTALL);

    private static StrictApi api;
    private static String yaml;
    private static JsonNode application;

    @BeforeAll
    static void read() throws IOException {
        api = new StrictApi(Manifests.FOLDER.resolve("src/test/resources/definitions"));
        yaml = Files.readString(Manifests.FOLDER.resolve("examples/argo-cd.yaml"));
        List<JsonNode> objects = Manifests.parse(yaml);
        assertThat(objects).hasSize(1);
        application = objects.getFirst();
    }

    @Test
    void itsFieldsAreThoseOfAnApplication() {
        assertThat(api.mistakes(application)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            repoURL:        | repoUrl:
            prune: true     | prune: "yes"
            syncOptions:    | syncOption:
            project:        | projects:
            jsonPointers:   | jsonPointer:
            """)
    void aMistakeInItIsFound(String right, String wrong) throws IOException {
        assertThat(yaml).contains(right);

        assertThat(api.mistakes(Manifests.parse(yaml.replace(right, wrong)).getFirst()))
                .isNotEmpty();
    }

    /** Else Argo CD would show what scales them as a difference for ever, and a sync would set them back. */
    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", "overlays/operators"})
    void itLeavesReplicasToWhatScalesThem(String overlay) {
        Set<String> scaled = Manifests.workloads(overlay)
                .map(Manifests.Workload::object)
                .filter(object -> object.path("kind").asText().matches("Deployment|StatefulSet"))
                .filter(object -> !object.path("spec").has("replicas"))
                .map(object -> object.path("kind").asText() + "/"
                        + object.at("/metadata/name").asText())
                .collect(Collectors.toSet());
        Set<String> ignored = Manifests.stream(application.at("/spec/ignoreDifferences"))
                .filter(each -> each.at("/jsonPointers/0").asText().equals("/spec/replicas"))
                .map(each ->
                        each.path("kind").asText() + "/" + each.path("name").asText())
                .collect(Collectors.toSet());

        assertThat(scaled).isNotEmpty();
        assertThat(ignored).isEqualTo(scaled);
    }

    /** With nothing else in that repository. */
    @Test
    void whatTheReadmeCopiesIntoARepositoryIsRenderedThere(@TempDir Path home) throws Exception {
        String readme = Files.readString(Manifests.FOLDER.resolve("README.md"));
        Matcher copying = COPYING.matcher(readme);
        assertThat(copying.find()).isTrue();

        ProcessBuilder builder = new ProcessBuilder("bash", "-euc", copying.group(1))
                .directory(new File(System.getProperty("imprimatur.root")))
                .redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();

        assertThat(Kubectl.kustomize(home.resolve("deployment")
                        .resolve(application.at("/spec/source/path").asText())))
                .isEqualTo(Files.readString(Manifests.golden("overlays/managed")));
    }

    /** The steps of a restore scale and suspend by hand. */
    @Test
    void whatIsScaledByHandStaysSo() {
        assertThat(application.at("/spec/syncPolicy/automated/selfHeal").asBoolean(true))
                .isFalse();
    }
}
