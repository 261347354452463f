package dev.imprimatur.bench.stack;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The images of one round.
 *
 * @param mark the name of the round
 * @param bases what the images stand on
 * @param images all others
 */
record Fleet(String mark, List<FleetImage> bases, List<FleetImage> images) {
    private static final int AT_ONCE = 4;

    /** Those of this round in a plan. */
    static Fleet of(String mark, List<FleetImage> plan) {
        return new Fleet(mark, family(mark + "-base", plan), family(mark, plan));
    }

    private static List<FleetImage> family(String name, List<FleetImage> plan) {
        return plan.stream().filter(image -> image.family().equals(name)).toList();
    }

    /** Bases and images. */
    List<FleetImage> all() {
        return Stream.concat(bases.stream(), images.stream()).toList();
    }

    /** How many tags it has. */
    int tags() {
        return all().stream().mapToInt(image -> image.tags().size()).sum();
    }

    /** Does something with each, four at a time. */
    static <T> void each(List<T> all, Consumer<T> action) {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<? extends Future<?>> running = all.stream()
                    .map(one -> threads.submit(() -> action.accept(one)))
                    .toList();
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
