package dev.imprimatur.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program of a part of a stack, as it was started: more of the same service can be started beside it, or in its
 * place.
 */
public final class PartProgram {
    private final Path logs;
    private final List<String> command;
    private final Map<String, String> environment;

    /** Of this part, which runs. */
    public PartProgram(Stack stack, String part) {
        logs = stack.script().home().resolve("log");
        ProcessHandle process = ProcessHandle.of(stack.pid(part)).orElseThrow();
        command = Stream.concat(
                        process.info().command().stream(),
                        Stream.of(process.info().arguments().orElseThrow()))
                .toList();
        environment = environment(process.pid());
    }

    private PartProgram(Path logs, List<String> command, Map<String, String> environment) {
        this.logs = logs;
        this.command = command;
        this.environment = environment;
    }

    /**
     * As it was started, but from another folder: that of the stack gets other programs when the part is started again.
     */
    public PartProgram from(Path jar) {
        List<String> other = new ArrayList<>(command);
        other.set(other.indexOf("-jar") + 1, jar.toString());
        return new PartProgram(logs, other, environment);
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

    /** Starts it under another name, which its log has too, and on another port; any free one for 0. */
    public Process start(String name, int port) {
        return start(name, port, Map.of());
    }

    /** Starts it like that, with these variables beside its own. */
    public Process start(String name, int port, Map<String, String> more) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve(name + ".log").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        builder.environment().put("IMPRIMATUR_MESSAGING_WORK_NAME", name);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
