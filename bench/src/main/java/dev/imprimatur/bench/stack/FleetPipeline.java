package dev.imprimatur.bench.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** This pipeline's way, through its command line. */
final class FleetPipeline {
    static final String NAME = "this pipeline";
    static final String WITH_BUILDKIT = NAME + ", BuildKit";

    private final String name;
    private final BenchStack stack;

    /**
     * @param name how it builds
     * @param stack its services
     */
    FleetPipeline(String name, BenchStack stack) {
        this.name = name;
        this.stack = stack;
    }

    /** The processes of its services, broker and database. */
    Map<String, ProcessHandle> processes() {
        return stack.processes();
    }

    /** Has these images made, reads every tag back, and verifies every tag's signatures from the registry alone. */
    FleetRun run(Fleet fleet) {
        FleetRun run = new FleetRun(name);
        stack.rebuildMeasured(FleetCatalog.round(fleet.mark()));
        Instant end = Instant.now();
        Map<String, Double> stages = stages(run, end);
        run.phases("request, plan, render", stages);
        JsonNode published = stack.published(FleetCatalog.round(fleet.mark()));
        run.phase("read back");
        List<String> references = published
                .valueStream()
                .flatMap(image -> image.path("tags").valueStream())
                .map(JsonNode::asText)
                .toList();
        if (references.size() < fleet.tags()) {
            throw new IllegalStateException(references.size() + " tags are published, of " + fleet.tags());
        }
        Fleet.each(
                references,
                reference -> FleetImage.cli(
                        "verify",
                        reference,
                        "--keys",
                        stack.home().resolve("keys/trusted").toString(),
                        "--publisher-keys",
                        stack.home().resolve("keys/publishers").toString()));
        run.phase("verify signatures");
        return run;
    }

    /** What the stages' events say: when the last of each ended, and what each image took. */
    private Map<String, Double> stages(FleetRun run, Instant end) {
        List<JsonNode> builds = stack.events("build-completed");
        List<JsonNode> tests = stack.events("test-completed");
        List<JsonNode> publications = stack.events("publish-completed");
        Map<String, Instant> tested = byImage(tests);
        builds.forEach(event -> run.work("build and stage", attempts(event)));
        tests.forEach(event -> run.work("test and read", attempts(event)));
        byImage(publications)
                .forEach((image, published) ->
                        run.work("publish", seconds(tested.getOrDefault(image, published), published)));

        Map<String, Double> stages = new LinkedHashMap<>();
        Instant building = latest(builds);
        Instant testing = latest(tests);
        Instant publishing = latest(publications);
        stages.put("until the last build ended", seconds(stack.begun("build-completed"), building));
        stages.put("until the last test ended", seconds(building, testing));
        stages.put("until the last publication", seconds(testing, publishing));
        stages.put("until the command said so", seconds(publishing, end));
        return stages;
    }

    private static Map<String, Instant> byImage(List<JsonNode> events) {
        return events.stream()
                .collect(Collectors.toMap(
                        event -> event.path("candidate").path("image").asText(),
                        FleetPipeline::occurred,
                        (one, other) -> other));
    }

    private static double attempts(JsonNode event) {
        return event.path("attempts")
                        .valueStream()
                        .mapToLong(attempt -> attempt.path("durationMillis").asLong())
                        .sum()
                / 1000.0;
    }

    private static Instant latest(List<JsonNode> events) {
        return events.stream()
                .map(FleetPipeline::occurred)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static Instant occurred(JsonNode event) {
        return Instant.parse(event.path("occurredAt").asText());
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
    }
}
