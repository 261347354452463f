package dev.imprimatur.logs.excerpt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.logs.LogsTest;
import dev.imprimatur.logs.secret.Secrets;
import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.logs.write.AttemptLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

@LogsTest
class ExcerptsTest {
    @Inject
    LogStore store;

    @Inject
    Excerpts excerpts;

    private final String id = "b-" + UUID.randomUUID();

    @Test
    void itHoldsEveryAttemptWithoutSecrets() throws IOException {
        print(1, "the password is hunter22");
        print(2, "again");

        Excerpt excerpt = excerpts.of(id).orElseThrow();

        assertThat(text(excerpt)).containsSubsequence("==> attempt 1", "the password is ***", "==> attempt 2", "again");
        assertThat(text(excerpt)).doesNotContain("hunter22").hasSize((int) excerpt.bytes());
        assertThat(excerpt.attempts()).isEqualTo(2);
        assertThat(excerpt.leftOut()).isZero();
        assertThat(excerpts.of(id).orElseThrow().content()).isEqualTo(excerpt.content());
    }

    @Test
    void ofALongOneTheMiddleIsLeftOut() throws IOException {
        print(1, "x".repeat(99) + "\n" + ("y".repeat(99) + "\n").repeat(60_000) + "the end");

        Excerpt excerpt = excerpts.of(id).orElseThrow();

        assertThat(text(excerpt))
                .contains("xxx", "the end", "[" + excerpt.leftOut() + " bytes are left out here")
                .hasSizeBetween(4_000_000, 4 * 1024 * 1024 + 100);
        assertThat(excerpt.leftOut()).isPositive();
    }

    @Test
    void whereThereIsNoLogThereIsNothing() {
        assertThat(excerpts.of(id)).isEmpty();
    }

    private void print(int number, String text) {
        LogPosition begun = QuarkusTransaction.requiringNew().call(() -> store.begin(id, number));
        try (AttemptLog log = new AttemptLog(store, begun, Secrets.of(List.of("hunter22")))) {
            log.line("==> attempt %d", number);
            log.write(text + "\n");
            log.end();
        }
    }

    private static String text(Excerpt excerpt) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(excerpt.content()))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
