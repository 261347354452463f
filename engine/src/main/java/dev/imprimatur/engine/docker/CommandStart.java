package dev.imprimatur.engine.docker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the engine says that a command of a Dockerfile begins. */
final class CommandStart {
    private static final Pattern LINE = Pattern.compile(" ---> Running in ([0-9a-f]{12,64})\\s*");

    private CommandStart() {}

    /** The container that the command runs in, where this line says that one begins. */
    static Optional<String> container(String line) {
        Matcher begins = LINE.matcher(line);
        return begins.matches() ? Optional.of(begins.group(1)) : Optional.empty();
    }
}
