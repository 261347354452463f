package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table in docs/failures.md says what the code does. */
class FailureTableTest {
    private static final int ATTEMPTS = 4;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private record Row(String kind, String sort, int attempts, String pause) {
        Failure failure() {
            Kind of = Kind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_'));
            return switch (sort) {
                case "transient" -> new Failure.Transient(of, kind, null);
                case "unknown" -> new Failure.Unknown(of, kind, null);
                case "permanent" -> new Failure.Permanent(of, kind, null);
                default -> throw new AssertionError(kind + " is sorted as " + sort);
            };
        }
    }

    @Test
    void everyKindHasItsRow() throws IOException {
        assertThat(rows())
                .extracting(Row::kind)
                .containsExactlyElementsOf(
                        Arrays.stream(Kind.values()).map(Kind::toString).toList());
    }

    @Test
    void attemptsAndPausesAreThoseOfTheCode() throws IOException {
        Patience patience = new Patience(ATTEMPTS, PAUSE, Duration.ofHours(1));

        assertThat(rows()).allSatisfy(row -> {
            long made = IntStream.iterate(
                                    1,
                                    made1 -> patience.after(row.failure(), made1, Duration.ZERO)
                                            .isPresent(),
                                    made1 -> made1 + 1)
                            .count()
                    + 1;
            assertThat(made).as(row.kind()).isEqualTo(row.attempts());
            if (row.attempts() > 1) {
                assertThat(row.pause())
                        .isEqualTo(row.failure().kind().pause(PAUSE).toSeconds() + " s");
            }
        });
    }

    @Test
    void theEnginesMessagesAreSortedAsTheTableSays() throws IOException {
        Map<String, Row> rows = rows().stream().collect(Collectors.toMap(Row::kind, Function.identity()));

        assertThat(FailureSorting.MESSAGES)
                .allSatisfy(rule -> assertThat(rule.chance().name().toLowerCase(Locale.ROOT))
                        .as(rule.kind().toString())
                        .isEqualTo(rows.get(rule.kind().toString()).sort()));
    }

    private static List<Row> rows() throws IOException {
        Path table = Path.of(System.getProperty("imprimatur.root", ".."), "docs/failures.md");
        return Files.readAllLines(table).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|"))
                .map(cells -> new Row(
                        cells[1].strip().replace("`", ""),
                        cells[2].strip(),
                        Integer.parseInt(cells[4].strip()),
                        cells.length > 5 ? cells[5].strip() : ""))
                .toList();
    }
}
