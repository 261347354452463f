package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The steps of a restore in {@code docs/operating/backup.md}, in their order, on what the overlays have. */
class RestoreStepsTest {
    private static final Pattern STEPS = Pattern.compile("\\n```\\n(.*?)```", Pattern.DOTALL);

    /** On each overlay, whether work waits or none does. */
    @ParameterizedTest
    @CsvSource({
        "overlays/managed, true",
        "overlays/managed, false",
        "overlays/operators, true",
        "overlays/operators, false"
    })
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    private @interface WithAndWithoutWork {}

    @WithAndWithoutWork
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

    /** As soon as KEDA goes on it starts what has work, in the database that is asked now, and nothing else. */
    @WithAndWithoutWork
    void afterwardsEverythingThatHasWorkRunsAndScalesAgain(String name, boolean workWaits) throws IOException {
        ModelCluster cluster = new ModelCluster(name, workWaits);
        List<String> before = cluster.running();

        for (String step : steps()) {
            cluster.take(step);
            assertThat(cluster.refusing()).as(step).isEmpty();
            if (workWaits && step.endsWith("paused-replicas-")) {
                assertThat(cluster.running()).containsAll(cluster.scaledByKeda());
            }
        }

        assertThat(cluster.running())
                .containsExactlyElementsOf(before.stream()
                        .filter(each -> workWaits || !cluster.scaledByKeda().contains(each))
                        .toList());
        assertThat(cluster.paused()).isEmpty();
        assertThat(cluster.asking()).containsExactly("imprimatur/weekly-rebuild");
    }

    /** A recovery makes a cluster of another name. */
    @Test
    void whateverNamesTheDatabasesClusterIsNamed() throws IOException {
        String overlay = "overlays/operators";
        String cluster = Manifests.ofKind(overlay, "Cluster")
                .getFirst()
                .at("/metadata/name")
                .asText();
        Pattern named = Pattern.compile(
                "\\b" + cluster + "-(?:rw|ro|r|ca|app|superuser)\\b|cnpg\\.io/cluster\":\"" + cluster + "\"");

        Set<String> naming = Manifests.objects(overlay).stream()
                .filter(object -> named.matcher(object.toString()).find())
                .map(object -> object.path("kind").asText() + " `"
                        + object.at("/metadata/name").asText().replaceFirst("-[a-z0-9]{10}$", "") + "`")
                .collect(Collectors.toSet());
        Set<String> connecting = Manifests.ofKind(overlay, "TriggerAuthentication").stream()
                .flatMap(object -> Manifests.stream(object.at("/spec/secretTargetRef")))
                .filter(secret -> secret.path("parameter").asText().equals("connection"))
                .map(secret -> "Secret `" + secret.path("name").asText() + "`")
                .collect(Collectors.toSet());

        assertThat(naming).isNotEmpty();
        assertThat(connecting).isNotEmpty();
        assertThat(section()).contains(naming).contains(connecting).contains("ConfigMap `trust`");
    }

    private static String section() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("imprimatur.root"), "docs/operating/backup.md"));
        return page.substring(page.indexOf("## Kubernetes, with CloudNativePG"));
    }

    private static List<String> steps() throws IOException {
        Matcher steps = STEPS.matcher(section());
        assertThat(steps.find()).isTrue();
        return steps.group(1)
                .lines()
                .map(line -> line.replaceFirst("\\s+#.*", ""))
                .flatMap(line -> Stream.of(line.split(";\\s*")))
                .toList();
    }
}
