package dev.imprimatur.bench.plan;

import dev.imprimatur.planner.catalog.Catalog;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.plan.Planner;
import dev.imprimatur.planner.render.DockerfileRenderer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * One run from a catalogue's folder to Dockerfiles in memory.
 *
 * @param images how many images were planned
 * @param tags how many tags they have
 * @param readMillis reading and checking the catalogue
 * @param planMillis planning
 * @param renderMillis rendering every Dockerfile
 * @param cpuMillis the processor time of all that: on a machine that is busy otherwise it is less than the sum
 * @param bytes the Dockerfiles' size
 */
record PlanRun(int images, int tags, long readMillis, long planMillis, long renderMillis, long cpuMillis, long bytes) {

    /** Runs once and takes the times. */
    static PlanRun of(Path folder, LocalDate day) {
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long cpu = thread.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        Catalog catalog = CatalogReader.read(folder);
        long read = System.nanoTime();
        Plan plan = Planner.plan(catalog, day);
        long planned = System.nanoTime();
        long bytes = 0;
        for (PlannedImage image : plan.images()) {
            bytes += DockerfileRenderer.preview(image).length();
        }
        long rendered = System.nanoTime();
        int tags = plan.images().stream()
                .mapToInt(image -> image.pinned().size() + image.aliases().size())
                .sum();
        return new PlanRun(
                plan.images().size(),
                tags,
                millis(start, read),
                millis(read, planned),
                millis(planned, rendered),
                millis(cpu, thread.getCurrentThreadCpuTime()),
                bytes);
    }

    long totalMillis() {
        return readMillis + planMillis + renderMillis;
    }

    private static long millis(long from, long to) {
        return (to - from) / 1_000_000;
    }
}
