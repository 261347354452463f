package dev.imprimatur.tester;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.imprimatur.oci.Registry;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TesterConfigCheckTest {
    private record Config(int attempts, Duration backOff, Duration longestBackOff, long logLimit)
            implements TesterConfig {
        @Override
        public Duration cleanUpInterval() {
            return SECOND;
        }

        @Override
        public MemorySize contextCache() {
            return new MemorySize(BigInteger.ONE);
        }

        @Override
        public Duration grace() {
            return SECOND;
        }

        @Override
        public Duration silence() {
            return SECOND;
        }

        @Override
        public Registry staging() {
            return Registry.parse("localhost:5001");
        }
    }

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aSensibleConfigurationIsTaken() {
        assertThatCode(() -> check(new Config(1, SECOND, SECOND, 1024))).doesNotThrowAnyException();
    }

    @Test
    void theKeyOfWhatMakesNoSenseIsNamed() {
        assertRefused(new Config(0, SECOND, SECOND, 1024), "imprimatur.tester.attempts is 0, expected at least 1");
        assertRefused(new Config(1, Duration.ZERO, SECOND, 1024), "imprimatur.tester.back-off is PT0S");
        assertRefused(new Config(1, SECOND, SECOND.dividedBy(2), 1024), "imprimatur.tester.longest-back-off is PT0.5S");
        assertRefused(new Config(1, SECOND, SECOND, 10), "imprimatur.tester.log-limit is 10");
    }

    private static void assertRefused(Config config, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> check(config)).withMessageContaining(message);
    }

    private static void check(Config config) {
        TesterConfigCheck check = new TesterConfigCheck();
        check.config = config;
        check.check(null);
    }
}
