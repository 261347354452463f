package dev.imprimatur.events.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Events as earlier versions sent them, in a folder a version: {@code <topic>.json}, {@code <topic>.<case>.json}. They
 * are never changed; a version that adds fields adds a folder.
 */
final class RecordedEvents {
    private static final Path FOLDER = Path.of("src/test/resources/recorded-events");

    private RecordedEvents() {}

    static List<ObjectNode> of(Topic topic) {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().startsWith(topic.topic() + "."))
                    .sorted()
                    .map(RecordedEvents::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode read(Path file) {
        try {
            return (ObjectNode) EventJson.MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
