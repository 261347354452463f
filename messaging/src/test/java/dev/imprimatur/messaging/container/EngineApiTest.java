package dev.imprimatur.messaging.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/**
 * Testcontainers asks for the version of the API that the engine has, be it older or newer than what it would ask for.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EngineApiTest {
    private final String before = System.getProperty("api.version");

    @AfterEach
    void takeBack() {
        if (before == null) {
            System.clearProperty("api.version");
        } else {
            System.setProperty("api.version", before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.41", "1.44", "1.52"})
    void whatPingTellsIsAskedFor(String version) throws IOException {
        try (ScriptedEngine engine = new ScriptedEngine(version)) {
            System.setProperty(
                    "api.version", ContainerEngine.apiVersion(engine.host()).orElseThrow());

            client(engine).pingCmd().exec();

            assertThat(engine.asked()).last().isEqualTo("/v" + version + "/_ping");
            assertThat(engine.refused()).isEmpty();
        }
    }

    /** Why it is taken from the engine: an engine of 20.10 is spoken to as if it were of 2017 otherwise. */
    @Test
    void withoutItAnEngineOf2010IsAskedForMoreThanItHas() throws IOException {
        System.clearProperty("api.version");
        try (ScriptedEngine engine = new ScriptedEngine("1.41")) {
            client(engine).pingCmd().exec();

            assertThat(engine.refused()).contains("/v1.44/_ping");
            assertThat(engine.asked()).last().isEqualTo("/v1.32/_ping");
        }
    }

    @Test
    void whereNoEngineAnswersNothingIsSet() {
        assertThat(ContainerEngine.apiVersion(URI.create("tcp://localhost:1"))).isEmpty();
    }

    @Test
    @Tag("containers")
    void theRealEngineTakesIt() {
        ContainerEngine.agreeOnVersion();
        DockerClient client = DockerClientFactory.instance().client();

        assertThat(client.versionCmd().exec().getApiVersion()).isEqualTo(System.getProperty("api.version"));
    }

    private static DockerClient client(ScriptedEngine engine) {
        return DockerClientProviderStrategy.getClientForConfig(
                TransportConfig.builder().dockerHost(engine.host()).build());
    }

    /** Says which version it has, and refuses newer ones as Docker does. */
    private static final class ScriptedEngine implements AutoCloseable {
        private final HttpServer server;
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final List<String> refused = new CopyOnWriteArrayList<>();

        ScriptedEngine(String version) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                String path = exchange.getRequestURI().getPath();
                asked.add(path);
                boolean tooNew = path.matches("/v1\\.[0-9]+/.*") && minor(path) > minor("/v" + version + "/");
                if (tooNew) {
                    refused.add(path);
                }
                exchange.getResponseHeaders().set("Api-Version", version);
                exchange.sendResponseHeaders(tooNew ? 400 : 200, -1);
                exchange.close();
            });
            server.start();
        }

        private static int minor(String path) {
            return Integer.parseInt(path.replaceFirst("/v1\\.([0-9]+)/.*", "$1"));
        }

        URI host() {
            return URI.create("tcp://localhost:" + server.getAddress().getPort());
        }

        List<String> asked() {
            return asked;
        }

        List<String> refused() {
            return refused;
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
