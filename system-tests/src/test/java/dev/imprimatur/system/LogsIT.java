package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A build that prints 100 MB, through services of 256 MB: its log is whole, also after kill -9, and tampering shows.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LogsIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int LINES = 1_600_000;
    private static final String LAST = "%063d".formatted(LINES);
    private static final String LOUD = "logs-loud/1.0.0/bookworm";

    private static Stack stack;
    private static Rebuilds rebuilds;
    private static Database database;

    @BeforeAll
    static void up() {
        stack = Stack.on(TestCatalog.empty("logs")
                .with("loud", 1, "RUN seq -f %063.0f " + LINES)
                .folder());
        rebuilds = new Rebuilds(stack);
        database = new Database(stack);
    }

    @AfterAll
    static void down() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    void aHundredMegabytesAreKeptWhole() {
        RebuildId rebuild = rebuilds.all();

        assertThat(rebuilds.completed(rebuild, LIMIT).outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);

        BuildCompleted built = built(rebuild);
        assertThat(built.attempts()).hasSize(1);
        assertThat(built.log().bytes()).isGreaterThan(100_000_000);
        String text = stack.script().ok(LIMIT, "logs", built.log().id(), "--attempt", "1");
        assertThat(text.lines().filter(line -> line.length() == LAST.length()).count())
                .isEqualTo(LINES);
        assertThat(text).contains(LAST);
        assertThat(stack.script().ok(LIMIT, "logs", LOUD, "--verify")).contains("is whole");
        System.out.printf(
                "%d MB of log: the build took %.1f s%n",
                built.log().bytes() / 1_000_000, built.attempts().getFirst().durationMillis() / 1000.0);
    }

    @Test
    @Order(2)
    void aKilledBuilderLeavesAWholeChain() {
        RebuildId rebuild = rebuilds.all();
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !database.column(
                                "select 1 from builder.log_record r join builder.kept_log l on l.id = r.log_id"
                                        + " where l.sealed_at is null and r.seq > 5")
                        .isEmpty());

        stack.kill("builder-1");
        stack.up();

        assertThat(rebuilds.completed(rebuild, LIMIT).outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        assertThat(built(rebuild).attempts()).hasSize(2);
        assertThat(stack.script().ok(LIMIT, "logs", LOUD, "--verify")).contains("is whole");
        assertThat(stack.script().ok(LIMIT, "logs", built(rebuild).log().id(), "--attempt", "2"))
                .contains(LAST);
    }

    @Test
    @Order(3)
    void tamperingShows() {
        assertThat(database.change("update builder.log_record set content = (select content from builder.log_record r"
                        + " where r.log_id = log_record.log_id and r.seq = 3) where seq = 2"))
                .isPositive();

        Script.Result result = stack.script().run(LIMIT, "logs", LOUD, "--verify");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output() + result.errors()).contains("record 2 is not what was stored");
    }

    private static BuildCompleted built(RebuildId rebuild) {
        return stack.kafka().events(BuildCompleted.class).stream()
                .filter(event -> event.rebuildId().equals(rebuild))
                .findFirst()
                .orElseThrow();
    }
}
