package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home that is set up again while it works: what it has is taken, and what others read of it is whole. */
class SetUpAgainTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Path home;
    private Path programs;

    @BeforeEach
    void folders() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        programs = Files.createDirectory(folder.resolve("programs"));
    }

    @Test
    void aRegistryThatRunsAsAContainerIsTakenAsItIs() throws IOException {
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/v2/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        registry.start();
        int port = registry.getAddress().getPort();
        Files.writeString(home.resolve("ports.env"), "production=" + port + "\n");
        String ensure =
                "(ensure_registry production IMPRIMATUR_REGISTRY && echo \"$IMPRIMATUR_REGISTRY\") 2>&1 || true";
        try {
            program("docker", "[[ $* == \"ps -q --filter name=^$TAG-production\\$\" ]] && echo 0123456789ab");
            assertThat(call("export TAG=$HOME_TAG; " + ensure)).isEqualTo("localhost:" + port + "\n");

            program("docker", "exit 0");
            assertThat(call(ensure))
                    .contains("port " + port + " of the production registry is taken by another process");
        } finally {
            registry.stop(0);
        }
    }

    @Test
    void buildsReadTheOldClientConfigurationUntilTheNewOneIsWhole() throws Exception {
        Path npmrc = Files.createDirectory(home.resolve("client")).resolve("npmrc");
        Files.writeString(npmrc, "registry=http://before\n");
        Path asked = folder.resolve("asked");
        Path answer = folder.resolve("answer");
        program("npm", "echo >" + asked + "; until [[ -e " + answer + " ]]; do sleep 0.1; done; echo http://after");

        Process setUp = ScriptFunctions.start(
                environment(),
                ScriptFunctions.PRELUDE + "use_home; SSL_CERT_FILE=/dev/null ensure_client_configuration");
        await().atMost(LIMIT).until(() -> Files.exists(asked));

        assertThat(npmrc).hasContent("registry=http://before");
        assertThat(home.resolve("client")).isDirectoryNotContaining("glob:**.new");
        Files.createFile(answer);
        assertThat(setUp.onExit().join().exitValue()).isZero();
        assertThat(npmrc).content().startsWith("registry=http://after\n").contains("cafile=");
        assertThat(Files.getPosixFilePermissions(npmrc)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** As that of macOS and of BusyBox. */
    @Test
    void aHomeHasOneNameAlsoWhereRealpathKnowsNoFolderThatIsMissing() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), home);
        String names = "canonical " + link + "; canonical " + folder + "/none; (cd " + folder + " && canonical none)";
        String expected = home.toRealPath() + "\n" + folder + "/none\n" + folder + "/none\n";
        assertThat(call(names)).isEqualTo(expected);

        program("realpath", "echo illegal option >&2; exit 1");

        assertThat(call(names)).isEqualTo(expected);
    }

    private void program(String name, String commands) throws IOException {
        Path program = Files.writeString(programs.resolve(name), "#!/usr/bin/env bash\n" + commands + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String call(String commands) throws IOException {
        return ScriptFunctions.bash(
                ScriptFunctions.PRELUDE + "use_home; mkdir -p $RUN_DIR; " + commands, environment());
    }

    private Map<String, String> environment() {
        return Map.of("H", home.toString(), "PATH", programs + ":" + System.getenv("PATH"), "IMPRIMATUR_REGISTRY", "");
    }
}
