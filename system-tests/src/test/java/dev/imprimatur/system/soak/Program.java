package dev.imprimatur.system.soak;

import static org.awaitility.Awaitility.await;

import dev.imprimatur.system.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A program that a stack stands on, at a port of its own: it can be killed, and started again as it was. */
final class Program implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final int port;
    private final Path log;
    private final List<String> command;
    private volatile Process process;
    private volatile Instant awayUntil = Instant.MIN;

    /** Starts it: this command makes it listen at this port. */
    Program(int port, Path log, List<String> command) {
        this.port = port;
        this.log = log;
        this.command = command;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        start();
    }

    /** Where it listens on the loopback interface. */
    int port() {
        return port;
    }

    /** Starts it unless it runs, and waits until it listens. */
    void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(command.getFirst() + " cannot be started", e);
        }
        await(log + " says why it does not start")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> FreePorts.listens(port));
        isBack();
    }

    /** Ends it at once. */
    void kill() {
        isAway();
        process.destroyForcibly().onExit().join();
    }

    /** It may not answer, or not as it should, until {@link #isBack()}. */
    void isAway() {
        awayUntil = Instant.MAX;
    }

    /** What is to be held up. It counts as away from now on. */
    List<ProcessHandle> held() {
        isAway();
        return List.of(process.toHandle());
    }

    /** It answers again. */
    void isBack() {
        awayUntil = Instant.now();
    }

    /** Whether it was away at that time or at any time since. */
    boolean wasAwaySince(Instant then) {
        return awayUntil.isAfter(then);
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
