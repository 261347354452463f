package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.oci.Registry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pause that a registry asks for counts, within bounds. */
class RetryAfterTest {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final ScriptedRegistry server = new ScriptedRegistry();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"999999999", "2147483647", "99999999999999999999", "Thu, 01 Jan 2099 00:00:00 GMT", "86400"})
    void whatIsTooLongIsCut(String value) {
        assertThat(RetryAfter.pause(Duration.ofSeconds(2), failure(value), LONGEST))
                .isEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon", "", "1", "Fri, 01 Jan 1999 00:00:00 GMT", "Fri, 99 Jan 2099"})
    void whatIsShorterThanTheOwnPauseOrNoneLeavesIt(String value) {
        assertThat(RetryAfter.pause(Duration.ofSeconds(2), failure(value), LONGEST))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whatIsBetweenCounts() {
        assertThat(RetryAfter.pause(Duration.ofSeconds(2), failure("240"), LONGEST))
                .isEqualTo(Duration.ofMinutes(4));
    }

    private RegistryException failure(String retryAfter) {
        server.then(429, "Retry-After", retryAfter);
        RegistryClientSettings once = new RegistryClientSettings(
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                1_000_000,
                Duration.ofMillis(1),
                Duration.ofMillis(2));
        RegistryClient client =
                new RegistryClient(once, new DockerConfig(folder.resolve("config.json"), "", Duration.ofSeconds(1)));
        Registry registry = server.registry();
        return catchThrowableOfType(RegistryException.class, () -> client.ping(registry));
    }
}
