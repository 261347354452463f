package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code deploy/engine/dockerd} starts no engine whose port everyone may use. */
class EnginePortTest {
    private static final Path SCRIPT = Path.of(System.getProperty("imprimatur.root"), "deploy/engine/dockerd");

    /** It comes right after the ports, and ends the script before it touches the machine. */
    private static final String NEXT = "ENGINE_PORT is none, expected a number";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--host=tcp://0.0.0.0:2375",
                "--host=tcp://127.0.0.1:2375",
                "--host tcp://0.0.0.0:2375",
                "--host=unix:///run/docker.sock --host=:2375",
                "-H tcp://0.0.0.0:2375",
                "-H 0.0.0.0:2375",
                "-H :2375",
                "-H=:2375",
                "-H:2375",
                "-DH :2375",
                "-DH:2375",
                "-DH=:2375",
                "-H unix:///run/docker.sock -H :2375",
                "--host=tcp://0.0.0.0:2376 --tls",
                "--host=tcp://0.0.0.0:2376 --tlsverify=false",
                "--host=tcp://0.0.0.0:2376 --tlsverify --tlsverify=0",
            })
    void aPortWithoutTlsByBothSidesIsRefused(String options) throws Exception {
        assertThat(said(options)).contains("a port without TLS by both sides: ").contains("add --tlsverify");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-D",
                "--host=unix:///run/docker.sock",
                "-H unix:///run/docker.sock",
                "-Hunix:///run/docker.sock",
                "-H fd://",
                "--log-driver=syslog --log-opt=syslog-address=tcp://192.0.2.7:514",
                "--log-driver syslog --log-opt syslog-address=tcp://192.0.2.7:514",
                "--host=tcp://0.0.0.0:2376 --tlsverify",
                "-H :2376 --tlsverify=1",
                "-H :2376 --tlsverify=true",
                "-H :2376 --tlsverify=True",
            })
    void aSocketAndAPortThatVerifiesItsClientsAreNot(String options) throws Exception {
        assertThat(said(options)).contains(NEXT);
    }

    @Test
    void itsFileOfSettingsIsReadToo() throws Exception {
        Path file = folder.resolve("daemon.json");
        Files.writeString(file, "{\n  \"hosts\": [\"unix:///run/docker.sock\",\n    \"tcp://[::]:2375\"]\n}\n");

        assertThat(said("--config-file=" + file)).contains("both sides: tcp://[::]:2375,");
        assertThat(said("--config-file " + file)).contains("both sides: tcp://[::]:2375,");
        assertThat(said("--tlsverify --config-file " + file)).contains(NEXT);

        Files.writeString(file, "{\"tlsverify\" : true, \"hosts\": [\"tcp://0.0.0.0:2376\"]}");
        assertThat(said("--config-file=" + file)).contains(NEXT);

        Files.writeString(file, "{\"hosts\": [\"fd://\"], \"insecure-registries\": [\"tcp://0.0.0.0:5000\"]}");
        assertThat(said("--config-file=" + file)).contains(NEXT);
        assertThat(said("--config-file=" + folder.resolve("none"))).contains(NEXT);
    }

    @Test
    void aRootlessOneHasItsSettingsBelowItsUsersConfiguration() throws Exception {
        Path file = Files.createDirectories(folder.resolve("docker")).resolve("daemon.json");
        Files.writeString(file, "{\"hosts\": [\"0.0.0.0:2375\"]}");

        assertThat(said("", Map.of("ROOTLESSKIT_STATE_DIR", "/run", "XDG_CONFIG_HOME", folder.toString())))
                .contains("both sides: 0.0.0.0:2375,");
    }

    private static String said(String options) throws IOException, InterruptedException {
        return said(options, Map.of());
    }

    private static String said(String options, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
        command.addAll(options.isEmpty() ? List.of() : List.of(options.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ENGINE_PORT", "none");
        builder.environment().putAll(environment);
        Process script = builder.start();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).isEqualTo(1);
        return said;
    }
}
