package dev.imprimatur.httpaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a service wants the secret, and what it shows others. */
class PeersTest {
    private static final String SECRET = "s".repeat(32);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7", "builder", "localhost.evil.example"})
    void withoutOneAServiceThatOthersReachDoesNotStart(String bound) {
        assertThatThrownBy(() -> peers(Map.of()).expected(bound))
                .hasMessageContaining("imprimatur.http.peer-secret is missing")
                .hasMessageContaining("quarkus.http.host=" + bound)
                .hasMessageContaining("imprimatur.http.callers=anyone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "::1"})
    void withoutOneAServiceThatThisMachineAloneReachesAnswersIt(String bound) {
        assertThat(peers(Map.of()).expected(bound)).isEmpty();
    }

    @Test
    void withOneItIsWantedOnThisMachineToo() throws IOException {
        assertThat(peers(Map.of("peer-secret", file())).expected("localhost")).isPresent();
        assertThat(peers(Map.of("peer-secret", file())).expected("0.0.0.0")).isPresent();
    }

    @Test
    void whereAnyoneIsAnsweredItIsShownAndNotWanted() throws IOException {
        Peers peers = peers(Map.of("peer-secret", file(), "callers", "anyone"));

        assertThat(peers.expected("0.0.0.0")).isEmpty();
        assertThat(shown(peers)).hasValue("Bearer " + SECRET);
        assertThat(peers(Map.of("callers", "anyone")).expected("0.0.0.0")).isEmpty();
    }

    @Test
    void theConsoleShowsItAndWantsItOfNone() throws IOException {
        Peers peers = peers(Map.of("peer-secret", file(), "asks-for-tokens", "true", "callers", "peers"));

        assertThat(peers.expected("0.0.0.0")).isEmpty();
        assertThat(shown(peers)).hasValue("Bearer " + SECRET);
        assertThat(shown(peers(Map.of("asks-for-tokens", "true")))).isEmpty();
    }

    private static Optional<String> shown(Peers peers) {
        return peers.request(URI.create("http://localhost:1")).build().headers().firstValue("Authorization");
    }

    private String file() throws IOException {
        return Files.writeString(folder.resolve("secret"), SECRET + "\n").toString();
    }

    private static Peers peers(Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withMapping(HttpConfig.class);
        settings.forEach((key, value) -> builder.withDefaultValue("imprimatur.http." + key, value));
        Peers peers = new Peers();
        peers.config = builder.build().getConfigMapping(HttpConfig.class);
        peers.read();
        return peers;
    }
}
