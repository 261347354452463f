package dev.imprimatur.bench.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.imprimatur.bench.process.Programs;
import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Node.js images with all their tags from cold, by this pipeline and by a script beside it, each with both builders.
 * The pipelines have one engine, the scripts another; each pipeline has registries of its own. {@code FleetBench SCRIPT
 * WORK PAYLOAD RELEASES IMAGES ROUNDS text|json ENGINE REGISTRY}, as the script calls it: the work folder holds a home
 * of the pipelines' engine, one of the other way's engine and registry, and the tests.
 */
public final class FleetBench {
    /** Programs that have just started need twice the time, so each way makes two images first. */
    private static final String REHEARSAL = "fleet-rehearsal";

    private static final int REHEARSED = 2;

    /** Builds, tests and publications at once. */
    private static final String AS_MANY_AS_THE_SCRIPT = "4";

    private final Path work;
    private final List<FleetRun> runs = new ArrayList<>();

    private FleetBench(Path work) {
        this.work = work;
    }

    /** Measures. */
    public static void main(String[] arguments) throws IOException {
        Path work = Path.of(arguments[1]);
        Path payload = Path.of(arguments[2]);
        List<String> releases = List.of(arguments[3].split(","));
        int images = Integer.parseInt(arguments[4]);
        int rounds = Integer.parseInt(arguments[5]);
        List<String> marks = IntStream.rangeClosed(1, rounds)
                .mapToObj(round -> "fleet-" + round)
                .toList();
        Path catalog = work.resolve("catalog");
        FleetBench bench = new FleetBench(work);
        try (Downloads downloads = new Downloads(payload)) {
            FleetCatalog writer = new FleetCatalog(catalog, payload, downloads.address());
            writer.write(List.of(REHEARSAL), releases, REHEARSED);
            writer.write(marks, releases, images);
            writer.list(Stream.concat(Stream.of(REHEARSAL), marks.stream()).toList());
            List<FleetImage> plan = FleetImage.plan(catalog, work.resolve("dockerfiles"));
            List<FleetScript> scripts =
                    bench.scripts(arguments[7], Registry.parse(arguments[8]), catalog.resolve("tests"));
            Map<String, Object> about = about(Fleet.of(marks.getFirst(), plan), releases, rounds);
            Path script = Path.of(arguments[0]);
            try (BenchStack classic = bench.stack(script, "pipeline", catalog, "classic");
                    BenchStack buildkit = bench.stack(script, "pipeline-buildkit", catalog, "buildkit")) {
                List<FleetPipeline> pipelines = List.of(
                        new FleetPipeline(FleetPipeline.NAME, classic),
                        new FleetPipeline(FleetPipeline.WITH_BUILDKIT, buildkit));
                bench.measure(pipelines, scripts, marks, plan);
            }
            bench.print(about, arguments[6].equals("json"));
        }
    }

    /** On the one engine that pipelines have, with registries, broker and database of its own. */
    private BenchStack stack(Path script, String home, Path catalog, String builder) {
        return new BenchStack(
                script,
                work.resolve(home),
                catalog,
                1,
                Map.of(
                        "imprimatur.builder.builder",
                        builder,
                        "imprimatur.messaging.work.threads",
                        AS_MANY_AS_THE_SCRIPT));
    }

    /** The script, and the same with BuildKit where a client here can build so. */
    private List<FleetScript> scripts(String engine, Registry registry, Path tests) {
        DockerClient classic = new DockerClient("docker", Map.of("DOCKER_HOST", engine));
        List<FleetScript> scripts = new ArrayList<>();
        scripts.add(new FleetScript(FleetScript.NAME, classic, registry, tests, work.resolve("tests")));
        DockerClient.withBuildkit(engine)
                .ifPresent(client -> scripts.add(new FleetScript(
                        FleetScript.WITH_BUILDKIT, client, registry, tests, work.resolve("tests-buildkit"))));
        return scripts;
    }

    private void measure(
            List<FleetPipeline> pipelines, List<FleetScript> scripts, List<String> marks, List<FleetImage> plan)
            throws IOException {
        Programs theirs = new Programs(new TreeMap<>(Map.of(
                "dockerd",
                part("script", "dockerd"),
                "registry",
                part("script", "staging"),
                "command lines",
                ProcessHandle.current())));
        Fleet rehearsal = Fleet.of(REHEARSAL, plan);
        pipelines.forEach(pipeline -> pipeline.run(rehearsal));
        for (FleetScript script : scripts) {
            script.run(rehearsal);
            script.forget(rehearsal);
        }
        Map<FleetPipeline, Programs> ours = new LinkedHashMap<>();
        for (FleetPipeline pipeline : pipelines) {
            ours.put(pipeline, programs(pipeline));
        }
        for (int round = 0; round < marks.size(); round++) {
            Fleet fleet = Fleet.of(marks.get(round), plan);
            List<Runnable> ways = new ArrayList<>();
            ours.forEach((pipeline, programs) -> ways.add(() -> add(programs, () -> pipeline.run(fleet))));
            for (FleetScript script : scripts) {
                ways.add(() -> {
                    add(theirs, () -> script.run(fleet));
                    script.forget(fleet);
                });
            }
            // In turns, since a machine grows slower or faster in time.
            (round % 2 == 0 ? ways : ways.reversed()).forEach(Runnable::run);
        }
    }

    /** All that works for a pipeline. */
    private Programs programs(FleetPipeline pipeline) throws IOException {
        Map<String, ProcessHandle> parts = pipeline.processes();
        // Kafka's process is PostgreSQL's too.
        parts.remove("postgres");
        parts.put("dockerd", part("pipeline", "dockerd"));
        parts.put("command lines", ProcessHandle.current());
        return new Programs(parts);
    }

    private void add(Programs programs, Supplier<FleetRun> way) {
        Map<String, Double> before = programs.seconds();
        FleetRun run = way.get();
        run.processor(programs.since(before));
        runs.add(run);
    }

    /** A process of a home. */
    private ProcessHandle part(String home, String name) throws IOException {
        String pid =
                Files.readString(work.resolve(home + "/run/" + name + ".pid")).split(" ")[0];
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static Map<String, Object> about(Fleet fleet, List<String> releases, int rounds) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("images", fleet.images().size());
        about.put("bases", fleet.bases().size());
        about.put("tags", fleet.tags());
        about.put("rounds", rounds);
        about.put("node", String.join(" ", releases.subList(0, (fleet.images().size() + 1) / 2)));
        about.put("cores", Runtime.getRuntime().availableProcessors());
        about.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        about.put("java", Runtime.version().toString());
        about.put("load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        return about;
    }

    private void print(Map<String, Object> about, boolean json) throws IOException {
        FleetReport report = new FleetReport(runs);
        if (json) {
            about.putAll(report.values());
            System.out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(about));
        } else {
            about.forEach((name, value) -> System.out.println(name + ": " + value));
            System.out.print(System.lineSeparator() + report.text());
        }
    }
}
