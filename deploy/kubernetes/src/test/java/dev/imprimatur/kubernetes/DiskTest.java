package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What engines and services may take of disks, in the manifests and as the documents say. */
class DiskTest {
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root"));

    /**
     * docs/operating/sizing.md: besides what it may keep, an engine holds what is built and what waits for its test.
     */
    private static final int VOLUME_FOR_A_BUDGET = 3;

    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", "overlays/operators"})
    void theEnginesVolumeHoldsItsBudgetThreeTimes(String name) {
        Manifests.Workload builder = workload(name, "builder");

        assertThat(VOLUME_FOR_A_BUDGET * gibibytes(variable(builder, "IMPRIMATUR_BUILDER_DISK_BUDGET")))
                .isPositive()
                .isLessThanOrEqualTo(gibibytes(volume(builder, "engine-data")));
    }

    @Test
    void sizesAreThoseOfTheManifests() throws IOException {
        Manifests.Workload builder = workload("overlays/operators", "builder");
        String page = Files.readString(ROOT.resolve("docs/operating/sizing.md"));

        assertThat(page)
                .contains("%d GiB of disk; `IMPRIMATUR_BUILDER_DISK_BUDGET=%s`"
                        .formatted(
                                gibibytes(volume(builder, "engine-data")),
                                variable(builder, "IMPRIMATUR_BUILDER_DISK_BUDGET")))
                .contains("the overlays set %s and give %d GiB"
                        .formatted(
                                variable(builder, "IMPRIMATUR_BUILDER_CONTEXT_CACHE"),
                                gibibytes(volume(builder, "tmp"))));
    }

    /**
     * A builder's engine and a tester's can be on one node, and ask for their disks each. While builders are rolled
     * out, those that are started before an old one ends need theirs too.
     */
    @Test
    void theReadmeSaysWhatANodeNeeds() throws IOException {
        Manifests.Workload builder = workload("overlays/operators", "builder");
        JsonNode rollout = builder.object().at("/spec/strategy/rollingUpdate");
        int one = requested(builder);
        int both = (1 + rollout.path("maxSurge").asInt()) * one
                + requested(workload("overlays/operators", "tester-engine"));

        assertThat(Files.readString(Manifests.FOLDER.resolve("README.md")).replace('\n', ' '))
                .contains("%d GiB of ephemeral storage free for each builder".formatted(one))
                .contains("%d GiB for one of both".formatted(both))
                .contains("and need %d GiB."
                        .formatted(gibibytes(volume(workload("overlays/operators", "tester"), "tmp"))));
        assertThat(one).isEqualTo(gibibytes(volume(builder, "engine-data")));
        assertThat(rollout.path("maxUnavailable").asInt()).isPositive();
    }

    /** What asks for nothing is placed where nothing is free, and is the first to be evicted there. */
    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", "overlays/operators"})
    void aTesterIsPlacedOnlyWhereItsFilesHaveRoom(String name) {
        Manifests.Workload tester = workload(name, "tester");

        assertThat(requested(tester)).isEqualTo(gibibytes(volume(tester, "tmp")));
    }

    private static int requested(Manifests.Workload workload) {
        return workload.containers()
                .map(container -> container.at("/resources/requests/ephemeral-storage"))
                .filter(JsonNode::isTextual)
                .mapToInt(disk -> gibibytes(disk.asText()))
                .sum();
    }

    private static Manifests.Workload workload(String overlay, String name) {
        return Manifests.workloads(overlay)
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String variable(Manifests.Workload workload, String name) {
        return workload.containers()
                .flatMap(container -> Manifests.stream(container.path("env")))
                .filter(variable -> variable.path("name").asText().equals(name))
                .map(variable -> variable.path("value").asText())
                .findFirst()
                .orElseThrow();
    }

    private static String volume(Manifests.Workload workload, String name) {
        return Stream.of(workload.pod().path("volumes"))
                .flatMap(Manifests::stream)
                .filter(volume -> volume.path("name").asText().equals(name))
                .map(volume -> volume.at("/emptyDir/sizeLimit").asText())
                .findFirst()
                .orElseThrow();
    }

    /** Services and Kubernetes write 2 GiB as {@code 2g} and {@code 2Gi}. */
    private static int gibibytes(String size) {
        Matcher number = Pattern.compile("([0-9]+)gi?").matcher(size.toLowerCase(Locale.ROOT));
        assertThat(number.matches()).as(size).isTrue();
        return Integer.parseInt(number.group(1));
    }
}
