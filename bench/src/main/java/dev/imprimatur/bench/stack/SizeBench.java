package dev.imprimatur.bench.stack;

import dev.imprimatur.bench.process.Footprint;
import dev.imprimatur.simulation.Behaviour;
import dev.imprimatur.simulation.SimulatedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What services and stores need for so many images, on an engine that only sleeps: every figure is of Imprimatur
 * itself, and none of the images' own layers. {@code SizeBench SCRIPT HOME IMAGES SECONDS BUILDERS REGISTRIES}, as the
 * script calls it.
 */
public final class SizeBench {
    private static final String FAMILY = "bench-size";
    private static final double MIB = 1024 * 1024;
    private static final double KIB = 1024;

    private final int images;

    private SizeBench(int images) {
        this.images = images;
    }

    /** Measures two rebuilds; every image is another one in the second. */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path home = Path.of(arguments[1]);
        int images = Integer.parseInt(arguments[2]);
        Duration build = Duration.ofSeconds(Integer.parseInt(arguments[3]));
        int builders = Integer.parseInt(arguments[4]);
        Path registries = Path.of(arguments[5]);
        Path catalog = BenchCatalog.write(home.resolve("catalog"), FAMILY, images, "RUN simulated");
        try (SimulatedEngine engine = new SimulatedEngine(0, new Behaviour(build, 0, 0));
                BenchStack stack = new BenchStack(
                        Path.of(arguments[0]),
                        Files.createTempDirectory(home, "size"),
                        catalog,
                        builders,
                        Map.of("imprimatur.engine.host", engine.address()))) {
            System.out.printf(
                    "%d images, each build sleeps %d s, %d builders; %d cores, Java %s%n",
                    images, build.toSeconds(), builders, Runtime.getRuntime().availableProcessors(), Runtime.version());
            new SizeBench(images).measure(stack, registries);
        }
    }

    private void measure(BenchStack stack, Path registries) throws IOException, SQLException {
        Map<String, Footprint> idle = stack.footprints();
        Storage empty = Storage.of(stack, registries);
        rebuild(stack, "first rebuild");
        Map<String, Footprint> between = stack.footprints();
        Storage first = Storage.of(stack, registries);
        rebuild(stack, "second rebuild");
        Map<String, Footprint> after = stack.footprints();
        Storage second = Storage.of(stack, registries);

        System.out.printf("%n%-14s  %8s  %8s  %12s%n", "PART", "IDLE MIB", "MOST MIB", "CPU S/IMAGE");
        after.forEach((part, last) -> System.out.printf(
                Locale.ROOT,
                "%-14s  %8.0f  %8.0f  %12.3f%n",
                part,
                idle.get(part).resident() / MIB,
                last.most() / MIB,
                last.processor().minus(between.get(part).processor()).toMillis() / 1000.0 / images));
        System.out.printf("%n%-34s  %12s  %12s%n", "KIB AN IMAGE AND REBUILD", "FIRST", "SECOND");
        Map<String, Long> once = first.since(empty);
        second.since(first).forEach((kind, bytes) -> {
            if (once.get(kind) != 0 || bytes != 0) {
                System.out.printf(
                        Locale.ROOT,
                        "%-34s  %12.2f  %12.2f%n",
                        kind,
                        once.get(kind) / KIB / images,
                        bytes / KIB / images);
            }
        });
    }

    private void rebuild(BenchStack stack, String name) {
        long begin = System.nanoTime();
        stack.rebuildAll();
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(Locale.ROOT, "%s: %.0f s, %.1f images a minute%n", name, seconds, images * 60 / seconds);
    }
}
