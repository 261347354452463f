package dev.imprimatur.messaging.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.testcontainers.containers.output.OutputFrame;

/** Keeps what a container says in {@code target/containers/<name>.log}. */
public final class ContainerLog implements Consumer<OutputFrame> {
    static final Path FOLDER = Path.of("target/containers");

    private final Path file;

    /** Begins a new log of this name. */
    public ContainerLog(String name) {
        file = FOLDER.resolve(name + ".log");
        try {
            Files.createDirectories(FOLDER);
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void accept(OutputFrame frame) {
        if (frame.getBytes() == null) {
            return;
        }
        try {
            Files.write(file, frame.getBytes(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
