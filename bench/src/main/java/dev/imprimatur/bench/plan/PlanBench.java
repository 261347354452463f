package dev.imprimatur.bench.plan;

import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures how long it takes from a large catalogue to Dockerfiles, without a warm-up: the first run counts, with all
 * classes still to load. {@code PlanBench LIMIT text|json IMAGES…}, as the script calls it.
 */
public final class PlanBench {
    private PlanBench() {}

    /** Measures catalogues of so many images, and exits with 1 if one took more milliseconds than the limit. */
    public static void main(String[] arguments) throws IOException {
        System.exit(
                measured(
                                Long.parseLong(arguments[0]),
                                arguments[1].equals("json"),
                                Stream.of(arguments)
                                        .skip(2)
                                        .map(Integer::valueOf)
                                        .toList(),
                                System.out)
                        ? 0
                        : 1);
    }

    /** Whether every catalogue took at most the limit. */
    static boolean measured(long limit, boolean json, List<Integer> images, PrintStream out) throws IOException {
        Heap.forget();
        List<Measured> measured = new ArrayList<>();
        for (int size : images) {
            measured.add(measure(size));
        }
        Machine machine = Machine.here();
        out.println(json ? Json.pretty(new Report(machine, measured)) : text(machine, measured));
        return measured.stream().allMatch(each -> each.run().totalMillis() <= limit);
    }

    private static Measured measure(int size) throws IOException {
        Path folder = Files.createTempDirectory("imprimatur-bench");
        try {
            new GeneratedCatalog(size).write(folder);
            PlanRun run = PlanRun.of(folder, LocalDate.now(ZoneOffset.UTC));
            return new Measured(run, run.totalMillis(), Heap.peak(), Heap.resident());
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String text(Machine machine, List<Measured> measured) {
        Table<Measured> table = Table.of(measured)
                .column("IMAGES", each -> each.run().images())
                .column("TAGS", each -> each.run().tags())
                .column("READ", each -> each.run().readMillis() + " ms")
                .column("PLAN", each -> each.run().planMillis() + " ms")
                .column("RENDER", each -> each.run().renderMillis() + " ms")
                .column("TOTAL", each -> each.totalMillis() + " ms")
                .column("CPU", each -> each.run().cpuMillis() + " ms")
                .column("DOCKERFILES", each -> each.run().bytes() / 1024 + " KiB")
                .column("HEAP", each -> each.peakHeapMib() + " MiB")
                .column("PROCESS", each -> each.residentMib() + " MiB");
        return table + "\n\n" + machine
                + "\nheap and process are the peaks up to then, garbage included; nothing was run before to warm up";
    }

    /**
     * A run and what it took.
     *
     * @param run the run
     * @param totalMillis its whole time
     * @param peakHeapMib the heap's peak up to its end
     * @param residentMib the process' peak up to its end
     */
    record Measured(PlanRun run, long totalMillis, long peakHeapMib, long residentMib) {}

    /**
     * Where it ran.
     *
     * @param jvm the JVM's name and version
     * @param cores how many processors it may use
     * @param maxHeapMib how large its heap may become
     */
    record Machine(String jvm, int cores, long maxHeapMib) {
        static Machine here() {
            Runtime runtime = Runtime.getRuntime();
            return new Machine(
                    System.getProperty("java.vm.name") + " " + Runtime.version(),
                    runtime.availableProcessors(),
                    runtime.maxMemory() / 1024 / 1024);
        }

        @Override
        public String toString() {
            return jvm + ", " + cores + " cores, heap up to " + maxHeapMib + " MiB";
        }
    }

    /**
     * All of it.
     *
     * @param machine where it ran
     * @param catalogues each catalogue's figures
     */
    record Report(Machine machine, List<Measured> catalogues) {}
}
