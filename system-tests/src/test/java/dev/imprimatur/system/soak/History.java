package dev.imprimatur.system.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.events.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was seen, in the order in which it happened. Several threads write; a line of JSON an entry is what is kept. */
public final class History {
    private static final ObjectMapper JSON = EventJson.MAPPER;

    /** Kafka's times are whole milliseconds. */
    private static final Comparator<Entry> ORDER = Comparator.comparing(
                    (Entry entry) -> entry.at().truncatedTo(ChronoUnit.MILLIS))
            .thenComparing(Entry::rank);

    private final List<Entry> entries = new ArrayList<>();

    /** Adds what was seen. */
    public synchronized void add(Entry entry) {
        entries.add(entry);
    }

    /** All of it, in order. */
    public synchronized List<Entry> entries() {
        return entries.stream().sorted(ORDER).toList();
    }

    /** What had happened by then, in order. */
    public List<Entry> until(Instant then) {
        return entries().stream().filter(entry -> !entry.at().isAfter(then)).toList();
    }

    /** What a file holds. */
    public static List<Entry> read(Path file) throws IOException {
        List<Entry> read = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            read.add(JSON.readValue(line, Entry.class));
        }
        return read;
    }

    /** Writes entries into a file that {@link #read} reads. */
    public static void write(Path file, List<Entry> entries) throws IOException {
        Files.createDirectories(file.getParent());
        List<String> lines = new ArrayList<>();
        for (Entry entry : entries) {
            lines.add(JSON.writerFor(Entry.class).writeValueAsString(entry));
        }
        Files.write(file, lines);
    }
}
