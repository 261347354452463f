package dev.imprimatur.bench.stack;

import dev.imprimatur.simulation.Behaviour;
import dev.imprimatur.simulation.SimulatedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * How throughput grows with builders, on an engine that only sleeps; and what the pipeline adds to real builds.
 * {@code ScaleBench SCRIPT HOME IMAGES SECONDS REAL-IMAGES}, as the script calls it.
 */
public final class ScaleBench {
    private static final int[] BUILDERS = {1, 2, 4};
    private static final int BUILDS_AT_ONCE = 2;
    private static final double EFFICIENCY = 0.95;

    private final Path script;
    private final Path home;

    private ScaleBench(Path script, Path home) {
        this.script = script;
        this.home = home;
    }

    /** Measures, and exits with 1 if the goals are missed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ScaleBench bench = new ScaleBench(Path.of(arguments[0]), Path.of(arguments[1]));
        System.out.printf(
                "on %d cores, %s %s, Java %s, load %.1f%n%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Runtime.version(),
                java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        .getSystemLoadAverage());
        boolean scales = bench.scale(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        boolean light = bench.overhead(Integer.parseInt(arguments[4]));
        System.exit(scales && light ? 0 : 1);
    }

    private boolean scale(int images, int seconds) throws IOException {
        if (images == 0) {
            return true;
        }
        System.out.printf(
                "%d images, each build sleeps %d s, %d at once in each builder%n", images, seconds, BUILDS_AT_ONCE);
        System.out.println("BUILDERS  SECONDS  IMAGES/MIN  RATIO  EFFICIENCY");
        double first = 0;
        boolean reached = true;
        for (int builders : BUILDERS) {
            double perMinute = images / (sleeping(images, seconds, builders).toMillis() / 60_000.0);
            first = builders == 1 ? perMinute : first;
            double efficiency = perMinute / first / builders;
            reached &= efficiency >= EFFICIENCY;
            System.out.printf(
                    Locale.ROOT,
                    "%-8d  %-7.1f  %-10.1f  %-5.2f  %.1f %%%n",
                    builders,
                    images / perMinute * 60,
                    perMinute,
                    perMinute / first,
                    100 * efficiency);
        }
        System.out.printf("efficiency of at least 95 %%: %s%n%n", reached ? "yes" : "NO");
        return reached;
    }

    private Duration sleeping(int images, int seconds, int builders) throws IOException {
        Path catalog = BenchCatalog.write(home.resolve("catalog-scale"), "bench-scale", images, "RUN simulated");
        Behaviour quick = new Behaviour(Duration.ofMillis(200), 0, 0);
        try (SimulatedEngine engine = new SimulatedEngine(0, quick);
                BenchStack stack = new BenchStack(
                        script,
                        Files.createTempDirectory(home, "scale"),
                        catalog,
                        builders,
                        Map.of(
                                "imprimatur.engine.host",
                                engine.address(),
                                "imprimatur.messaging.work.threads",
                                Integer.toString(BUILDS_AT_ONCE)))) {
            stack.rebuildAll();
            engine.behave(new Behaviour(Duration.ofSeconds(seconds), 0, 0));
            stack.rebuildAllMeasured();
            return stack.building();
        }
    }

    private boolean overhead(int images) throws IOException, InterruptedException {
        if (images == 0) {
            return true;
        }
        Path catalog = BenchCatalog.write(
                home.resolve("catalog-real"),
                "bench-real",
                images,
                "RUN for i in 1 2 3 4; do find / -xdev -type f -exec sha256sum {} + > /sums; done \\\n"
                        + " && cat /proc/sys/kernel/random/uuid >> /sums");
        try (BenchStack stack = new BenchStack(
                script,
                Files.createTempDirectory(home, "real"),
                catalog,
                1,
                Map.of("imprimatur.messaging.work.threads", "1"))) {
            stack.rebuildAll();
            stack.rebuildAllMeasured();
            BareBuilds.Took bare = new BareBuilds().build(stack.events("render-completed"));
            System.out.printf(
                    "%d real builds, one after the other, each pushed to staging and tested%n"
                            + "                  PIPELINE  BARE CALLS  OVERHEAD%n",
                    images);
            Overhead alone = new Overhead("builds alone", stack.building(), bare.building());
            System.out.println(alone);
            System.out.println(new Overhead(
                    "builds and tests",
                    stack.buildingAndTesting(),
                    bare.building().plus(bare.testing())));
            System.out.printf(
                    "the pipeline tests while the next image is built%noverhead of builds alone of at most 5 %%: %s%n",
                    alone.reached() ? "yes" : "NO");
            return alone.reached();
        }
    }
}
