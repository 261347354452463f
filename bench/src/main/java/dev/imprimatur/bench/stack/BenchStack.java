package dev.imprimatur.bench.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.bench.process.Footprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A stack of real services in a home of its own, brought up and asked through the script. */
final class BenchStack implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path script;
    private final Path home;
    private final String javaOptions;
    private Instant from = Instant.EPOCH;

    /** Brings it up on this catalogue, with so many builders and these system properties. */
    BenchStack(Path script, Path home, Path catalog, int builders, Map<String, String> properties) {
        this.script = script;
        this.home = home;
        StringBuilder options = new StringBuilder();
        properties.forEach(
                (name, value) -> options.append(" -D").append(name).append('=').append(value));
        this.javaOptions = options.toString().strip();
        run("up", "--catalog", catalog.toString(), "--builders", Integer.toString(builders));
    }

    /** Rebuilds everything, and forgets all that was before. */
    void rebuildAllMeasured() {
        forget();
        rebuildAll();
    }

    /** Rebuilds everything. Do it once before what is measured: programs that have just started need twice the time. */
    void rebuildAll() {
        rebuildAll("30m");
    }

    /** Rebuilds everything within a time such as {@code 12h}. */
    void rebuildAll(String timeout) {
        run("rebuild", "--all", "--reason", "bench", "--wait", "--timeout", timeout);
    }

    /** Rebuilds some, and forgets all that was before. */
    void rebuildMeasured(String select) {
        forget();
        run("rebuild", "--select", select, "--reason", "bench", "--wait", "--timeout", "60m");
    }

    /** What it has published of these, after every tag was read back from its registry. */
    JsonNode published(String select) {
        try {
            return JSON.readTree(run("images", select, "--verify", "--json"));
        } catch (IOException e) {
            throw new IllegalStateException("images --json is no JSON", e);
        }
    }

    /** The folder of all its state. */
    Path home() {
        return home;
    }

    /** The processes of its parts; broker and database are one. */
    Map<String, ProcessHandle> processes() {
        Map<String, ProcessHandle> processes = new TreeMap<>();
        try {
            for (JsonNode part : JSON.readTree(run("status", "--json"))) {
                ProcessHandle.of(part.path("pid").asLong())
                        .ifPresent(process -> processes.put(part.path("part").asText(), process));
            }
        } catch (IOException e) {
            throw new IllegalStateException("status --json is no JSON", e);
        }
        return processes;
    }

    /**
     * What each of them takes. Kafka is in the process of local-stack; PostgreSQL's are its children, and not counted.
     */
    Map<String, Footprint> footprints() throws IOException {
        Map<String, Footprint> footprints = new TreeMap<>();
        for (Map.Entry<String, ProcessHandle> part : processes().entrySet()) {
            if (!part.getKey().equals("postgres")) {
                footprints.put(part.getKey(), Footprint.of(part.getValue()));
            }
        }
        return footprints;
    }

    /** A connection to its database. */
    Connection database() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + setting("IMPRIMATUR_POSTGRES"), "imprimatur", "imprimatur");
    }

    /** A variable of the environment that it has for programs. */
    String setting(String name) {
        return run("env", "--plain")
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow();
    }

    /** From now on, forgets all events that were before. */
    void forget() {
        from = Instant.now();
    }

    /** The events of a topic, without those of the warm-up. */
    List<JsonNode> events(String topic) {
        List<JsonNode> events = new ArrayList<>();
        for (String line : run("events", topic, "--json").split("\n")) {
            try {
                JsonNode event = JSON.readTree(line).path("event");
                if (!Instant.parse(event.path("occurredAt").asText()).isBefore(from)) {
                    events.add(event);
                }
            } catch (IOException e) {
                throw new IllegalStateException("not an event: " + line, e);
            }
        }
        return events;
    }

    /** From the begin of the first attempt at a build to the end of the last. */
    Duration building() {
        return Duration.between(begun("build-completed"), ended("build-completed"));
    }

    /** From the begin of the first attempt at a build to the end of the last at a test. */
    Duration buildingAndTesting() {
        return Duration.between(begun("build-completed"), ended("test-completed"));
    }

    /** When the first attempt began of what a topic tells. */
    Instant begun(String topic) {
        return attempts(topic)
                .map(attempt -> Instant.parse(attempt.path("startedAt").asText()))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private Instant ended(String topic) {
        return attempts(topic)
                .map(attempt -> Instant.parse(attempt.path("startedAt").asText())
                        .plusMillis(attempt.path("durationMillis").asLong()))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private Stream<JsonNode> attempts(String topic) {
        return events(topic).stream().flatMap(event -> event.path("attempts").valueStream());
    }

    private String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString(), "--home", home.toString(), "--no-build"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        if (arguments[0].equals("up")) {
            builder.environment().put("JAVA_TOOL_OPTIONS", javaOptions);
        }
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with exit code "
                        + process.exitValue() + "; its logs are in " + home.resolve("log"));
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + script, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        run("down");
    }
}
