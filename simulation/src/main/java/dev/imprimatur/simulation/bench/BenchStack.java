package dev.imprimatur.simulation.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A stack of real services in a home of its own, brought up and asked through the script. */
final class BenchStack implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path script;
    private final Path home;
    private final String javaOptions;

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

    /** Rebuilds everything. */
    void rebuildAll() {
        run("rebuild", "--all", "--reason", "bench", "--wait", "--timeout", "30m");
    }

    /** The events of a topic. */
    List<JsonNode> events(String topic) {
        List<JsonNode> events = new ArrayList<>();
        for (String line : run("events", topic, "--json").split("\n")) {
            try {
                events.add(JSON.readTree(line).path("event"));
            } catch (IOException e) {
                throw new IllegalStateException("not an event: " + line, e);
            }
        }
        return events;
    }

    /** From the begin of the first attempt at a build to the end of the last. */
    Duration building() {
        Instant begin = Instant.MAX;
        Instant end = Instant.MIN;
        for (JsonNode event : events("build-completed")) {
            for (JsonNode attempt : event.path("attempts")) {
                Instant started = Instant.parse(attempt.path("startedAt").asText());
                Instant ended =
                        started.plusMillis(attempt.path("durationMillis").asLong());
                begin = started.isBefore(begin) ? started : begin;
                end = ended.isAfter(end) ? ended : end;
            }
        }
        return Duration.between(begin, end);
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
