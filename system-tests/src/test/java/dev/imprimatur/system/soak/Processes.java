package dev.imprimatur.system.soak;

import dev.imprimatur.system.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The processes of a stack: ends them, in both ways, and holds them up. Broker and database are one to end and two to
 * hold.
 */
final class Processes {
    static final String DATABASE = "postgres";
    /** What can be ended. */
    static final List<String> ENDED =
            Stack.PARTS.stream().filter(part -> !part.equals(DATABASE)).toList();

    private static final long GRACE_SECONDS = 60;

    private final Stack stack;

    Processes(Stack stack) {
        this.stack = stack;
    }

    /** Ends a part at once. */
    void kill(String part) {
        stack.kill(part);
    }

    /** Asks a part to end, and waits for it. */
    void terminate(String part) {
        terminate(part, ProcessHandle.of(stack.pid(part)).orElseThrow());
    }

    /** Asks a process to end, and waits for it. */
    static void terminate(String name, ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(name + " has not ended " + GRACE_SECONDS + " s after SIGTERM", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Those of a part, which are held up together. */
    List<ProcessHandle> of(String part) {
        ProcessHandle process = ProcessHandle.of(stack.pid(part)).orElseThrow();
        return part.equals(DATABASE) ? process.descendants().toList() : List.of(process);
    }

    /** They do nothing from now on. */
    static void hold(List<ProcessHandle> processes) {
        signal("-STOP", processes);
    }

    /** They go on where they were; those that have ended since are left aside. */
    static void goOn(List<ProcessHandle> processes) {
        signal("-CONT", processes.stream().filter(ProcessHandle::isAlive).toList());
    }

    private static void signal(String signal, List<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            return;
        }
        List<String> command = Stream.concat(
                        Stream.of("kill", signal), processes.stream().map(each -> Long.toString(each.pid())))
                .toList();
        try {
            new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
