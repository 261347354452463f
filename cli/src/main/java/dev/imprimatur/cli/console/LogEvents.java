package dev.imprimatur.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.output.Json;
import java.util.Iterator;

/** Reads the server-sent events of a log. */
final class LogEvents {
    private final LogListener listener;
    private int id;
    private String name = "";
    private String data = "";

    LogEvents(LogListener listener) {
        this.listener = listener;
    }

    /** Reads all of them; whether the last one was the log's end. */
    boolean read(Iterator<String> lines) {
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith(":")) {
                if (!listener.quiet()) {
                    return false;
                }
            } else if (!line.isEmpty()) {
                take(line);
            } else if (name.equals("end")) {
                return true;
            } else if (name.equals("log")) {
                tell();
            }
        }
        return false;
    }

    private void take(String line) {
        String value = line.substring(line.indexOf(':') + 1).stripLeading();
        if (line.startsWith("id:")) {
            id = Integer.parseInt(value);
        } else if (line.startsWith("event:")) {
            name = value;
        } else if (line.startsWith("data:")) {
            data = value;
        }
    }

    private void tell() {
        try {
            JsonNode piece = Json.MAPPER.readTree(data);
            listener.record(
                    id, piece.path("attempt").asInt(), piece.path("text").asText());
        } catch (JsonProcessingException e) {
            throw new ConsoleException(ConsoleException.Kind.FAILED, "a followed log is no JSON: " + e.getMessage());
        }
        name = "";
    }
}
