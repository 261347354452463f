package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which engine the script takes: the one that is named, if it is Docker's and reaches the registries, else one that is
 * there.
 */
class EngineChoiceTest {
    /** Answers as Docker's client 20.10 does, for an engine of Docker, one that is rootless, and Podman 4.3. */
    private static final String CLIENT = """
            #!/usr/bin/env bash
            case "$1 ${DOCKER_HOST:-}" in
              "context "*) echo "${CONTEXT_HOST:-}" ;;
              "version unix:///docker.sock" | "version unix:///rootless.sock") echo 'Engine,containerd,runc,docker-init,' ;;
              "version unix:///podman.sock") echo 'Podman Engine,Conmon,OCI Runtime (runc),Engine,' ;;
              "info unix:///rootless.sock") echo '["name=seccomp,profile=default","name=rootless"]' ;;
              "info "*) echo '["name=seccomp,profile=default"]' ;;
              "version unix:///denied.sock")
                echo 'permission denied while trying to connect to the Docker daemon socket at unix:///denied.sock' >&2; exit 1 ;;
              "version unix:///newer.sock")
                echo 'Error response from daemon: client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade' >&2
                exit 1 ;;
              "pull unix:///strict.sock")
                echo 'Error response from daemon: Get "https://localhost:5000/v2/": http: server gave HTTP response to HTTPS client' >&2; exit 1 ;;
              "pull unix:///docker.sock")
                echo 'Error response from daemon: manifest for localhost:5000/imprimatur/no-such-image:none not found' >&2; exit 1 ;;
              "pull "*)
                echo 'Error response from daemon: Get "http://localhost:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused' >&2
                exit 1 ;;
              *) echo 'Cannot connect to the Docker daemon. Is the docker daemon running?' >&2; exit 1 ;;
            esac
            """;

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void client() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        Files.writeString(folder.resolve("docker"), CLIENT);
        Files.setPosixFilePermissions(folder.resolve("docker"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void whatIsNamedIsTakenByTheVariableBeforeTheContext() throws IOException {
        assertThat(chosen("unix:///docker.sock", "unix:///rootless.sock")).isEqualTo("unix:///docker.sock");
        assertThat(chosen("", "unix:///rootless.sock")).isEqualTo("unix:///rootless.sock");
        assertThat(chosen("", "")).isEqualTo("own");
    }

    @Test
    void oneThatDoesNotAnswerIsNamedAndAnotherTaken() throws IOException {
        assertThat(chosen("unix:///away.sock", ""))
                .contains("nothing answers at unix:///away.sock (DOCKER_HOST), taking another engine")
                .endsWith("own");
        assertThat(chosen("", "tcp://elsewhere:2376"))
                .contains("nothing answers at tcp://elsewhere:2376 (the context of Docker's client), taking another")
                .endsWith("own");
    }

    @Test
    void podmanAndWhatOnlyTheClientReachesAreRefusedByName() throws IOException {
        assertThat(chosen("unix:///podman.sock", ""))
                .contains("Podman answers at unix:///podman.sock (DOCKER_HOST)", "Docker's own engine")
                .endsWith("refused");
        assertThat(chosen("", "ssh://me@elsewhere"))
                .contains("ssh://me@elsewhere (the context of Docker's client) cannot be used", "ssh -NL")
                .endsWith("refused");
    }

    @Test
    void oneThatDoesNotReachTheRegistriesIsRefusedBeforeAnythingIsBuilt() throws IOException {
        String check = "(check_engine_reaches localhost:5000) 2>&1 && echo reached || echo refused";

        assertThat(call("unix:///docker.sock", "", check)).isEqualTo("reached");
        assertThat(call("unix:///rootless.sock", "", check))
                .contains("unix:///rootless.sock, which is rootless", "does not reach the registry localhost:5000")
                .contains("IMPRIMATUR_REGISTRY", "DOCKER_HOST")
                .endsWith("refused");
        assertThat(call("unix:///elsewhere.sock", "", check))
                .doesNotContain("rootless")
                .endsWith("refused");
    }

    @Test
    void oneThatIsTooNewForTheClientIsNotTakenForSilent() throws IOException {
        assertThat(chosen("unix:///newer.sock", ""))
                .contains("unix:///newer.sock (DOCKER_HOST) takes no client as old as this machine's: install a newer")
                .endsWith("refused");
    }

    /** As one from 29.10 on does where its settings name any registry without TLS. */
    @Test
    void oneThatWantsTlsOfTheRegistriesIsRefusedWithItsSetting() throws IOException {
        assertThat(call(
                        "unix:///strict.sock",
                        "",
                        "(check_engine_reaches localhost:5000) 2>&1 && echo reached || echo refused"))
                .contains("add localhost:5000 to insecure-registries in its daemon.json")
                .endsWith("refused");
    }

    @Test
    void oneThatTheUserMayNotUseIsSaidWithWhatToDo() throws IOException {
        String denied =
                "permission denied at the engine unix:///denied.sock: join the group of its socket (as root: usermod -aG";
        String status = "open_home; remember stack.env DOCKER_HOST unix:///denied.sock; ";

        assertThat(call("", "", status + "print_status 2>&1 || true"))
                .containsPattern("\nengine +denied +- +unix:///denied.sock")
                .contains("! " + denied);
        assertThat(call("", "", status + "diagnose_parts"))
                .contains("engine\tfailed\tpermission denied at unix:///denied.sock\tjoin the group");
        assertThat(call("", "", status + "launch dockerd sleep 60; print_status 2>/dev/null || kill $(pid_of dockerd)"))
                .containsPattern("\nengine +denied +[0-9]+ +unix:///denied.sock");
        assertThat(call(
                        "unix:///denied.sock",
                        "",
                        "has_engine_programs() { false; }; INSTALL=no; (start_engine) 2>&1 || true"))
                .contains("✗ " + denied);
        assertThat(
                        call(
                                "unix:///away.sock",
                                "",
                                "has_engine_programs() { false; }; INSTALL=no; usual_engines() { :; }; (start_engine) 2>&1 || true"))
                .contains("✗ no Docker engine answers");
    }

    @Test
    void whereItsProgramsAreThereTheScriptStartsOneAlsoIfItMayInstallNothing() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root starts an engine");
        for (String program : new String[] {"dockerd", "iptables", "ip"}) {
            program(program);
        }
        String start = "INSTALL=no; usual_engines() { :; }; create_bridge() { echo starts; exit; };"
                + " install_packages() { echo installs; }; ";

        assertThat(call("", "", start + "start_engine")).isEqualTo("starts");
        assertThat(call("", "", start + "wanted_packages stack")).doesNotContain("docker.io");
        assertThat(call("", "", start + "has_engine_programs() { false; }; (start_engine) 2>&1 || echo refused"))
                .contains("no Docker engine answers")
                .endsWith("refused");
        assertThat(call("", "", "INSTALL=yes; " + start + "start_engine")).isEqualTo("starts");
    }

    @Test
    void downTakesAwayWhatAKilledEngineLeftAlsoWhereItDoesNotStartAgain() throws IOException {
        String left = "open_home; mkdir -p \"$HOME_DIR/docker\"; own_bridge() { echo impr9; };"
                + " drop_firewall_rules() { echo rules; }; stop_forwarding_packets() { :; }; ip() { echo \"$@\"; }; mountpoint() { true; };"
                + " umount() { echo unmounts \"$1\"; return 1; }; ";

        assertThat(call("", "", left + "start_engine() { die 'no Docker engine answers'; }; stop_engine 2>&1"))
                .contains("✗ no Docker engine answers\n! the engine does not start")
                .endsWith("\nrules\nlink del impr9\nunmounts " + home + "/docker/data\n! " + home
                        + "/docker/data stays mounted");
    }

    private void program(String name) throws IOException {
        Files.writeString(folder.resolve(name), "#!/bin/sh\n");
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The engine that is taken, or what is said of why none is. The script's own does not start here. */
    private String chosen(String variable, String context) throws IOException {
        return call(
                variable,
                context,
                // Whatever this machine has at the usual places.
                "usual_engines() { :; };"
                        + " running() { return 0; }; use_engine() { echo \"${1/$(own_engine)/own}\"; };"
                        + " (ensure_engine) 2>&1 || echo refused");
    }

    private String call(String variable, String context, String commands) throws IOException {
        return ScriptFunctions.bash(
                        ScriptFunctions.PRELUDE + "use_home; " + commands,
                        Map.of(
                                "H",
                                home.toString(),
                                "PATH",
                                folder + ":" + System.getenv("PATH"),
                                "DOCKER_HOST",
                                variable,
                                "CONTEXT_HOST",
                                context))
                .strip();
    }
}
