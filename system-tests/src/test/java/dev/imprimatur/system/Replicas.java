package dev.imprimatur.system;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** As many processes of one service as are asked for, none too, in place of the one that the script has started. */
final class Replicas implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final String service;
    private final PartProgram program;
    private final List<Process> running = new ArrayList<>();
    private final List<Integer> history = new ArrayList<>(List.of(0));
    private int started;

    /** Stops this part of the stack, and starts others like it later. */
    Replicas(Stack stack, String part) {
        service = part.split("-", 2)[0];
        program = new PartProgram(stack, part);
        ProcessHandle process = ProcessHandle.of(stack.pid(part)).orElseThrow();
        process.destroy();
        await().atMost(LIMIT).until(() -> !process.isAlive());
    }

    /** The service that each of them is. */
    String service() {
        return service;
    }

    /** How many there were, one after the other. */
    List<Integer> history() {
        return List.copyOf(history);
    }

    /** Whether there is none. */
    boolean none() {
        return running.isEmpty();
    }

    /** Starts what is missing. Stops all where none is wanted, and never some: an autoscaler waits minutes for that. */
    void scale(int wanted) {
        if (wanted == 0) {
            stop();
        }
        while (running.size() < wanted) {
            running.add(start());
        }
        if (history.getLast() != running.size()) {
            history.add(running.size());
        }
    }

    private Process start() {
        return program.start(service + "-of-test-" + ++started, 0);
    }

    private void stop() {
        running.forEach(Process::destroy);
        await().atMost(LIMIT).until(() -> running.stream().noneMatch(Process::isAlive));
        running.clear();
    }

    @Override
    public void close() {
        stop();
    }
}
