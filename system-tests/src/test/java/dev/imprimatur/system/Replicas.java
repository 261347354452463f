package dev.imprimatur.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** As many processes of one service as are asked for, none too, in place of the one that the script has started. */
final class Replicas implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final String service;
    private final Path logs;
    private final List<String> command;
    private final Map<String, String> environment;
    private final List<Process> running = new ArrayList<>();
    private final List<Integer> history = new ArrayList<>(List.of(0));
    private int started;

    /** Stops this part of the stack, and starts others like it later. */
    Replicas(Stack stack, String part) {
        service = part.split("-", 2)[0];
        logs = stack.script().home().resolve("log");
        ProcessHandle process = ProcessHandle.of(stack.pid(part)).orElseThrow();
        command = Stream.concat(
                        process.info().command().stream(),
                        Stream.of(process.info().arguments().orElseThrow()))
                .toList();
        environment = environment(process.pid());
        process.destroy();
        await().atMost(LIMIT).until(() -> !process.isAlive());
    }

    private static Map<String, String> environment(long pid) {
        try {
            return Stream.of(Files.readString(Path.of("/proc/" + pid + "/environ"))
                            .split("\0"))
                    .map(variable -> variable.split("=", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        String name = service + "-of-test-" + ++started;
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve(name + ".log").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("IMPRIMATUR_MESSAGING_WORK_NAME", name);
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
