package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code deploy/kubernetes/secrets} makes of a folder, by the kubectl that is installed and without a cluster. */
class SecretsScriptTest {
    private static final Pattern OBJECT = Pattern.compile("(?m)^([a-z][a-z-]+) (?:secret|configmap) \\S+ \\S+$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]*`[^|]*) \\| `imprimatur[^|]* \\| [^|]* \\|$");
    private static final Pattern NAME = Pattern.compile("`([a-z][a-z-]+)`");

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void name() {
        folder = temporary.resolve("secrets");
    }

    /** What only the operator has, as it would be. */
    private void give() throws IOException {
        for (String service : List.of("renderer", "publisher", "builder", "tester")) {
            give(service + "-registries", ".dockerconfigjson", "{\"auths\":{}}");
        }
        for (String side : List.of("server", "client")) {
            for (String file : List.of("ca.pem", "cert.pem", "key.pem")) {
                give("tester-engine-" + side, file, file);
            }
        }
        give("trust", "kafka.crt", "a certificate");
        give("trust", "database.crt", "a certificate");
    }

    private void give(String name, String key, String value) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve(name)).resolve(key), value);
    }

    private String said() throws IOException {
        return Files.readString(temporary.resolve("said"));
    }

    private List<JsonNode> printed(String overlay) throws Exception {
        run(overlay, "--dry-run");
        return Manifests.parse(Files.readString(temporary.resolve("printed")));
    }

    private void run(String overlay, String... options) throws IOException, InterruptedException {
        assertThat(exitCode(overlay, options)).as(said()).isZero();
    }

    private int exitCode(String overlay, String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Manifests.FOLDER.resolve("secrets").toString(), overlay, folder.toString()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(temporary.resolve("said").toFile())
                .redirectOutput(temporary.resolve("printed").toFile());
        builder.environment().merge("PATH", temporary.resolve("bin").toString(), (path, own) -> own + ":" + path);
        Process script = builder.start();
        assertThat(script.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return script.exitValue();
    }

    private static Stream<Need> keys(List<JsonNode> objects) {
        return objects.stream()
                .flatMap(object -> object.path("data")
                        .propertyStream()
                        .map(field -> new Need(
                                object.at("/metadata/namespace").asText(),
                                object.at("/metadata/name").asText(),
                                field.getKey())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"managed", "operators"})
    void withWhatOnlyYouHaveAllThatTheOverlayReadsIsMade(String overlay) throws Exception {
        give();

        List<JsonNode> objects = printed(overlay);

        StrictApi api = new StrictApi(Manifests.FOLDER.resolve("src/test/resources/definitions"));
        assertThat(objects)
                .isNotEmpty()
                .allSatisfy(object -> assertThat(api.mistakes(object)).isEmpty());
        assertThat(said()).isEmpty();
        List<Need> keys = keys(objects).toList();
        assertThat(Need.of("overlays/" + overlay))
                .filteredOn(need -> !need.name().endsWith("-retired"))
                .isNotEmpty()
                .allSatisfy(need -> assertThat(keys)
                        .anyMatch(key -> key.namespace().equals(need.namespace())
                                && key.name().equals(need.name())
                                && (need.key().isEmpty() || key.key().equals(need.key()))));
        assertThat(keys.stream().map(Need::namespace).collect(Collectors.toSet()))
                .isEqualTo(Manifests.ofKind("overlays/" + overlay, "Namespace").stream()
                        .map(namespace -> namespace.at("/metadata/name").asText())
                        .collect(Collectors.toSet()));
    }

    @Test
    void aSecondRunChangesNothing() throws Exception {
        give();
        List<JsonNode> first = printed("operators");

        assertThat(printed("operators")).isEqualTo(first);
    }

    /**
     * The private half of what services believe, the same secret on both sides, and one token for the weekly rebuild.
     */
    @Test
    void whatBelongsTogetherFits() throws Exception {
        List<JsonNode> objects = printed("operators");

        assertThat(folder.resolve("trusted-keys/signing.pub")).hasContent(publicHalf("tester-signing/signing.pem"));
        assertThat(folder.resolve("renderer-keys/renderer.pub"))
                .hasContent(publicHalf("renderer-signing/renderer.pem"));
        assertThat(folder.resolve("builder-keys/builder.pub")).hasContent(publicHalf("builder-signing/builder.pem"));
        assertThat(folder.resolve("publisher-keys/publisher.pub"))
                .hasContent(publicHalf("publisher-signing/publisher.pem"));
        assertThat(objects)
                .filteredOn(object -> object.at("/metadata/name").asText().equals("peers"))
                .hasSize(2)
                .extracting(object -> object.path("data"))
                .containsOnly(named(objects, "peers").path("data"));
        assertThat(named(objects, "weekly-rebuild-token").at("/data/rebuild"))
                .isEqualTo(named(objects, "console-tokens").at("/data/rebuild"));
        assertThat(decoded(named(objects, "console-tokens").at("/data/admin"))).matches("imp_[\\w-]{43}");
        assertThat(decoded(named(objects, "scaler-database").at("/data/connection")))
                .contains(
                        "password=" + decoded(named(objects, "scaler-database").at("/data/password")) + " ");
    }

    private static JsonNode named(List<JsonNode> objects, String name) {
        return objects.stream()
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String decoded(JsonNode value) {
        return new String(Base64.getDecoder().decode(value.asText()));
    }

    private String publicHalf(String file) throws IOException {
        Process openssl = new ProcessBuilder(
                        "openssl", "pkey", "-in", folder.resolve(file).toString(), "-pubout")
                .start();
        return new String(openssl.getInputStream().readAllBytes());
    }

    @Test
    void whatOnlyYouHaveIsNamedAndNotMade() throws Exception {
        List<JsonNode> objects = printed("managed");

        assertThat(said())
                .contains("missing in " + folder + "/tester-registries: .dockerconfigjson\n")
                .contains("missing in " + folder + "/trust: kafka.crt database.crt\n");
        assertThat(objects)
                .extracting(object -> object.at("/metadata/name").asText())
                .contains("tester-signing")
                .doesNotContain("tester-registries", "trust", "scaler-database");
    }

    /** One that is made would sign what none believes. */
    @Test
    void aPublicKeyWithoutItsPrivateOneGetsNoOther() throws Exception {
        give("trusted-keys", "2027.pub", "a key");

        List<JsonNode> objects = printed("managed");

        assertThat(said()).contains("missing in " + folder + "/tester-signing: signing.pem\n");
        assertThat(objects)
                .filteredOn(object -> object.at("/metadata/name").asText().equals("trusted-keys"))
                .hasSize(2)
                .allSatisfy(map -> assertThat(map.path("data").propertyStream().map(field -> field.getKey()))
                        .containsExactly("2027.pub"));
        assertThat(folder.resolve("tester-signing")).doesNotExist();
    }

    /** Half of a pair, or a file without content, would be taken for what is there. */
    @Test
    void whatBrokeOffIsMadeByTheNextRun() throws Exception {
        give("peers", "secret", "");
        Path openssl = Files.createDirectories(temporary.resolve("bin")).resolve("openssl");
        Files.writeString(openssl, """
                #!/bin/sh
                case "$*" in
                  pkey*renderer.pem*) kill -KILL $PPID ;;
                  *) PATH=${PATH#*:} exec openssl "$@" ;;
                esac
                """);
        assertThat(openssl.toFile().setExecutable(true)).isTrue();
        assertThat(exitCode("managed", "--dry-run")).isEqualTo(128 + 9);
        Files.delete(openssl);

        printed("managed");

        assertThat(folder.resolve("renderer-keys"))
                .isDirectoryContaining("glob:**/renderer.pub")
                .isDirectoryNotContaining("glob:**.new");
        assertThat(folder.resolve("renderer-keys/renderer.pub"))
                .hasContent(publicHalf("renderer-signing/renderer.pem"));
        assertThat(folder.resolve("peers/secret")).isNotEmptyFile();
    }

    /** An annotation of `apply` would hold each Secret once more, and what others have changed is not overwritten. */
    @Test
    void whatIsAppliedIsAppliedByTheServer() throws Exception {
        Path kubectl = Files.createDirectories(temporary.resolve("bin")).resolve("kubectl");
        Files.writeString(kubectl, """
                #!/bin/sh
                case $1 in
                  apply) echo "$*" && grep '^  name: ' ;;
                  *) PATH=${PATH#*:} exec kubectl "$@" ;;
                esac
                """);
        assertThat(kubectl.toFile().setExecutable(true)).isTrue();

        run("managed");

        assertThat(temporary.resolve("printed"))
                .content()
                .startsWith("apply --server-side --field-manager imprimatur-secrets -f -\n")
                .contains("  name: tester-signing\n");
    }

    @Test
    void itKnowsEveryRowOfTheReadmesTable() throws IOException {
        String script = Files.readString(Manifests.FOLDER.resolve("secrets"));
        Set<String> known = OBJECT.matcher(script)
                .results()
                .map(object -> object.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> listed = ROW.matcher(Files.readString(Manifests.FOLDER.resolve("README.md")))
                .results()
                .map(row -> row.group(1))
                .filter(cell -> !cell.startsWith("all of"))
                .map(cell -> cell.replaceAll("\\(.*\\)", ""))
                .flatMap(cell -> NAME.matcher(cell).results().map(name -> name.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).isEqualTo(known);
    }
}
