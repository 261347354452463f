package dev.imprimatur.engineaccess;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineConnectionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense||1g|1g|1||imprimatur.engine.host: not an engine's address: 'nonsense'",
                "tcp://my_engine:2375||1g|1g|1||imprimatur.engine.host: not an engine's address: 'tcp://my_engine:2375'",
                "tcp://my_engine:2376|/nowhere|1g|1g|1||imprimatur.engine.host: not an engine's address",
                "tcp://localhost:65536||1g|1g|1||imprimatur.engine.host: not an engine's address: 'tcp://localhost:65536'",
                "tcp://localhost:1||1g|lots|1||imprimatur.engine.limits.memory: 'lots' is no size",
                "tcp://localhost:1||1g|1g|-1||imprimatur.engine.limits.cpus is -1.0, expected",
                "tcp://localhost:1||some|1g|1||imprimatur.engine.least-free: 'some' is no size",
                "tcp://localhost:1|/nowhere|1g|1g|1||imprimatur.engine.cert-path: there is no ca.pem in /nowhere",
                "tcp://engine.example:2375||1g|1g|1||imprimatur.engine.cert-path: tcp://engine.example:2375 is an engine on"
                        + " another machine without TLS",
                "tcp://127.0.0.2.example:2375||1g|1g|1||imprimatur.engine.cert-path: tcp://127.0.0.2.example:2375 is",
                "tcp://localhost:1||1g|1g|1|cache:3142|imprimatur.engine.proxy.http: expected a proxy's address as in",
            })
    void aSettingThatMakesNoSenseIsReportedByItsKey(
            String host, Path certPath, String leastFree, String memory, double cpus, String proxy, String message) {
        Given config = new Given(
                Optional.of(host),
                Optional.ofNullable(certPath),
                Optional.of(leastFree),
                new Given.Bounds(Optional.of(memory), Optional.of(cpus), Optional.empty()),
                new Given.By(Optional.ofNullable(proxy), Optional.empty(), Optional.empty()));

        assertThatThrownBy(() -> new EngineConnection().open(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
