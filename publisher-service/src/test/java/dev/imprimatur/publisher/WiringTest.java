package dev.imprimatur.publisher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiringTest {

    @ParameterizedTest
    @CsvSource({"30s, 300", "299s, 300", "2s, 3", "10m, 601", "10m, 0"})
    void aWaitForALockThatEndsBeforeTheDatabaseCountsAsGoneIsTaken(String lockWait, int silence) {
        assertThatCode(() -> check(lockWait, silence)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"5m, 300, PT5M", "1h, 300, PT1H", "3s, 3, PT3S", "30s, 10, PT30S"})
    void aLongerOneIsRefusedByTheNamesOfBothKeys(String lockWait, int silence, String shown) {
        assertThatIllegalStateException()
                .isThrownBy(() -> check(lockWait, silence))
                .withMessageContaining("imprimatur.publisher.lock-wait is " + shown + ", too long")
                .withMessageContaining("less than the " + silence + " s")
                .withMessageContaining("quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout");
    }

    @Test
    void noneIsRefusedToo() {
        assertThatIllegalStateException()
                .isThrownBy(() -> check("0s", 300))
                .withMessageContaining("imprimatur.publisher.lock-wait is 0, too small");
    }

    private static void check(String lockWait, int silence) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(PublisherConfig.class)
                .withMapping(RevisionConfig.class)
                .withDefaultValue("imprimatur.publisher.lock-wait", lockWait)
                .build();
        new Wiring()
                .check(
                        null,
                        config.getConfigMapping(PublisherConfig.class),
                        config.getConfigMapping(RevisionConfig.class),
                        silence);
    }
}
