package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps of a restore in {@code docs/operating/backup.md}, in their order, on what the overlays have. */
class RestoreStepsTest {
    private static final Pattern STEPS =
            Pattern.compile("## Kubernetes, with CloudNativePG\\n.*?\\n```\\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({
        "overlays/managed, true",
        "overlays/managed, false",
        "overlays/operators, true",
        "overlays/operators, false"
    })
    void nothingRunsAndNothingAsksWhileTheDatabaseIsRestored(String name, boolean workWaits) throws IOException {
        ModelCluster cluster = new ModelCluster(name, workWaits);

        for (String step : steps()) {
            cluster.take(step);
            if (step.startsWith("kubectl apply -f")) {
                assertThat(cluster.running()).isEmpty();
                assertThat(cluster.ending()).isEmpty();
                assertThat(cluster.asking()).isEmpty();
                return;
            }
        }
        assertThat(steps()).as("no step restores the database").isEmpty();
    }

    /** Also what KEDA has no reason to start: it may have to find out what it has forgotten. */
    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", "overlays/operators"})
    void afterwardsEverythingRunsAndScalesAgain(String name) throws IOException {
        ModelCluster cluster = new ModelCluster(name, false);
        List<String> before = cluster.running();

        for (String step : steps()) {
            cluster.take(step);
        }

        assertThat(cluster.running()).containsExactlyElementsOf(before);
        assertThat(cluster.paused()).isEmpty();
        assertThat(cluster.asking()).containsExactly("imprimatur/weekly-rebuild");
    }

    private static List<String> steps() throws IOException {
        Path page = Path.of(System.getProperty("imprimatur.root"), "docs/operating/backup.md");
        Matcher steps = STEPS.matcher(Files.readString(page));
        assertThat(steps.find()).isTrue();
        return steps.group(1)
                .lines()
                .map(line -> line.replaceFirst("\\s+#.*", ""))
                .flatMap(line -> Stream.of(line.split(";\\s*")))
                .toList();
    }
}
