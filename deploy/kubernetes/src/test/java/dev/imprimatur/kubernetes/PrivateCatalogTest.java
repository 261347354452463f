package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The README's login for a private catalogue: what the renderer is given to read lies in the Secret that it mounts. */
class PrivateCatalogTest {
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root"));
    private static final String FOLDER = "/etc/imprimatur/catalog/";
    private static final String PREFIX = "IMPRIMATUR_RENDERER_CATALOG_GIT_";
    private static final Pattern PATCH = Pattern.compile("```yaml\\n(patches:\\n.*?)```", Pattern.DOTALL);
    private static final Pattern MADE =
            Pattern.compile("kubectl -n imprimatur create secret generic renderer-catalog (.*)");
    private static final Pattern KEY = Pattern.compile("--from-file ([\\w-]+)");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"0, PASSWORD_FILE", "1, SSH_KEY;KNOWN_HOSTS"})
    void itIsMountedWhereTheRendererLooks(int which, String keys) throws Exception {
        String patch = PATCH.matcher(readme())
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(PREFIX))
                .toList()
                .get(which);
        JsonNode renderer = Manifests.parse(Kubectl.kustomize(folder, "overlays/managed", patch)).stream()
                .filter(object -> object.path("kind").asText().equals("Deployment")
                        && object.at("/metadata/name").asText().equals("renderer"))
                .findFirst()
                .orElseThrow()
                .at("/spec/template/spec");
        Map<String, String> files = Manifests.stream(renderer.at("/containers/0/env"))
                .filter(variable -> variable.path("value").asText().startsWith(FOLDER))
                .collect(Collectors.toMap(
                        variable -> variable.path("name").asText(),
                        variable -> variable.path("value").asText().substring(FOLDER.length())));

        assertThat(files.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(keys.split(";")).map(PREFIX::concat).toList());
        assertThat(files.values()).containsExactlyInAnyOrderElementsOf(made(which));
        String volume = Manifests.stream(renderer.at("/containers/0/volumeMounts"))
                .filter(mount -> (mount.path("mountPath").asText() + "/").equals(FOLDER))
                .map(mount -> mount.path("name").asText())
                .findFirst()
                .orElseThrow();
        assertThat(Manifests.stream(renderer.path("volumes")))
                .filteredOn(each -> each.path("name").asText().equals(volume))
                .singleElement()
                .satisfies(each ->
                        assertThat(each.at("/secret/secretName").asText()).isEqualTo("renderer-catalog"));
    }

    @Test
    void theRendererHasTheseKeys() throws IOException {
        String keys = Files.readString(ROOT.resolve("renderer-service/README.md"));

        assertThat(keys)
                .contains(
                        "`imprimatur.renderer.catalog-git.password-file`",
                        "`imprimatur.renderer.catalog-git.ssh-key`",
                        "`imprimatur.renderer.catalog-git.known-hosts`");
        assertThat(readme())
                .contains("| `renderer-catalog` (a [private catalogue](#a-private-catalogue)) | `imprimatur` |");
    }

    /** The keys of the Secret as the README makes it. */
    private static List<String> made(int which) throws IOException {
        String command = MADE.matcher(readme())
                .results()
                .map(made -> made.group(1))
                .toList()
                .get(which);
        return KEY.matcher(command)
                .results()
                .map((MatchResult key) -> key.group(1))
                .toList();
    }

    private static String readme() throws IOException {
        return Files.readString(Manifests.FOLDER.resolve("README.md"));
    }
}
