package dev.imprimatur.bench.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.imprimatur.events.EventJson;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a measurement found, in the order in which it is printed, and whether it reached its goals. */
public final class Report {
    private final Map<String, Object> values = new LinkedHashMap<>();
    private boolean reached = true;

    /** Begins with the machine that it runs on. */
    public Report() {
        put("cores", Runtime.getRuntime().availableProcessors());
        put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        put("java", Runtime.version().toString());
        put("load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Adds a figure, or several as a map. */
    public void put(String name, Object value) {
        values.put(name, value);
    }

    /** Adds several figures. */
    public void putAll(Map<String, ?> several) {
        values.putAll(several);
    }

    /** Notes whether a goal was reached, and gives that back. */
    public boolean reached(boolean well) {
        reached &= well;
        return well;
    }

    /** Whether all goals were. */
    public boolean reached() {
        return reached;
    }

    /** Prints everything, as one document or as lines. */
    public void print(boolean json) {
        put("goalsReached", reached);
        if (json) {
            printJson();
            return;
        }
        values.forEach((name, value) -> {
            if (value instanceof Map<?, ?> parts) {
                System.out.println(name + ":");
                parts.forEach((part, of) -> System.out.printf(Locale.ROOT, "  %s: %s%n", part, of));
            } else {
                System.out.println(name + ": " + value);
            }
        });
    }

    private void printJson() {
        try {
            System.out.println(
                    EventJson.MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(values));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
