package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom services trust ({@code components/authorities}), and how README has the files made. */
class AuthoritiesTest {
    private static final String COMPONENT = "components/authorities";
    private static final String FOLDER = "/etc/imprimatur/authorities/";
    private static final String PASSWORD = "changeit";
    private static final Pattern SHOWN =
            Pattern.compile("<!-- run by AuthoritiesTest -->\\n```\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern BUNDLE =
            Pattern.compile("```yaml\\n(apiVersion: trust\\.cert-manager\\.io.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private static String shown(Pattern block) throws IOException {
        Matcher shown = block.matcher(Files.readString(Manifests.FOLDER.resolve("README.md")));
        assertThat(shown.find()).isTrue();
        return shown.group(1);
    }

    @Test
    void eachServiceReadsTheFilesOfTheConfigMap() {
        List<JsonNode> services = Manifests.workloads(COMPONENT)
                .flatMap(Manifests.Workload::containers)
                .filter(container -> container.path("name").asText().equals("service"))
                .toList();

        assertThat(services).hasSize(5).allSatisfy(service -> {
            assertThat(service.path("env").toString())
                    .contains("-Djavax.net.ssl.trustStore=" + FOLDER + "truststore -Djavax.net.ssl.trustStorePassword="
                            + PASSWORD)
                    .contains(FOLDER + "ca.crt");
            assertThat(service.path("volumeMounts").toString())
                    .contains(
                            "{\"mountPath\":\"/etc/imprimatur/authorities\",\"name\":\"authorities\",\"readOnly\":true}");
        });
    }

    /** A variable has one value. */
    @Test
    void itAndTheProxyHaveVariablesOfTheirOwn() throws Exception {
        OverlayCopy copy = OverlayCopy.of("managed", folder);
        copy.use("proxy", "authorities");

        assertThat(Manifests.workloads(Manifests.parse(copy.render()))
                        .filter(workload -> workload.name().equals("renderer")))
                .singleElement()
                .satisfies(workload -> assertThat(workload.pod().toString())
                        .contains("-Dhttps.proxyHost", "-Djavax.net.ssl.trustStore"));
    }

    @Test
    void theReadmesCommandsAddToWhatJavaTrusts() throws Exception {
        keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=own", "-ext", "bc:c");
        keytool("-exportcert", "-alias", "ca", "-rfc", "-file", "ca.crt");
        Path kubectl = Files.createDirectories(folder.resolve("bin")).resolve("kubectl");
        Files.writeString(kubectl, "#!/bin/sh\necho \"$*\" >> " + folder.resolve("asked") + "\n");
        assertThat(kubectl.toFile().setExecutable(true)).isTrue();

        run(List.of("bash", "-euc", shown(SHOWN)));

        KeyStore made = store(folder.resolve("truststore"));
        Path own = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        assertThat(made.size()).isEqualTo(store(own).size() + 1);
        assertThat(made.isCertificateEntry("own")).isTrue();
        assertThat(Files.readString(folder.resolve("asked")))
                .contains(
                        "-n imprimatur create configmap authorities --from-file truststore --from-file ca.crt",
                        "-n imprimatur-engines create configmap authorities");
    }

    private static KeyStore store(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    @Test
    void aBundleOfTrustManagersMakesTheSameFiles() throws Exception {
        JsonNode bundle = Manifests.YAML.readTree(shown(BUNDLE));
        JsonNode target = bundle.at("/spec/target");

        assertThat(new StrictApi(Manifests.FOLDER.resolve("src/test/resources/definitions")).mistakes(bundle))
                .isEmpty();
        assertThat(bundle.at("/metadata/name").asText()).isEqualTo("authorities");
        assertThat(FOLDER + target.at("/configMap/key").asText()).isEqualTo(FOLDER + "ca.crt");
        assertThat(target.at("/additionalFormats/pkcs12/key").asText()).isEqualTo("truststore");
        assertThat(target.at("/additionalFormats/pkcs12/password").asText()).isEqualTo(PASSWORD);
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("keytool"));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-keystore", "of-the-ca", "-storepass", PASSWORD));
        run(command);
    }

    private void run(List<String> command) throws Exception {
        Path home = Path.of(System.getProperty("java.home"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", home.toString());
        environment.put(
                "PATH", folder.resolve("bin") + ":" + home.resolve("bin") + ":" + environment.getOrDefault("PATH", ""));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("said")))
                .isZero();
    }
}
