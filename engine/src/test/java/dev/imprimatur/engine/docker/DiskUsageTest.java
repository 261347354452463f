package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an engine says of its images' disk, in the forms that its versions have. */
class DiskUsageTest {
    private final CountDownLatch asked = new CountDownLatch(1);

    /** Up to API 1.51, of 1.52, and from 1.53 on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"LayersSize\": 4711, \"Images\": [], \"BuildCache\": null}",
                "{\"LayersSize\": 4711, \"ImageUsage\": {\"ActiveCount\": 1, \"TotalCount\": 2, \"TotalSize\": 4711}}",
                "{\"ImageUsage\": {\"ActiveCount\": 1, \"Reclaimable\": 7, \"TotalCount\": 2, \"TotalSize\": 4711}}"
            })
    void theSumIsReadByEitherName(String answer) throws IOException {
        try (StubEngine stub = stub(200, answer)) {
            await().until(() -> stub.engine().disk().images().equals(OptionalLong.of(4711)));
        }
    }

    @Test
    void whatSaysNoSumIsNotTakenForOne() throws Exception {
        try (StubEngine stub = stub(500, "{\"LayersSize\": 4711}")) {
            stub.engine().disk();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(stub.engine().disk().images()).isEmpty();
        }
    }

    private StubEngine stub(int status, String answer) throws IOException {
        return new StubEngine(exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("/system/df")) {
                StubEngine.send(exchange, status, answer);
                asked.countDown();
            } else {
                StubEngine.send(exchange, 200, "{}");
            }
        });
    }
}
