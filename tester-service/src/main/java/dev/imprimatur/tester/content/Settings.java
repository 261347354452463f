package dev.imprimatur.tester.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Extracts from an image's configuration how its containers run and on what machine: without history, times, and what
 * classic engines note of the container that it was made in.
 */
final class Settings {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> MACHINE = List.of("architecture", "os", "os.version", "os.features", "variant");
    /** What is in these counts also if its value is empty. */
    private static final Set<String> SETS = Set.of("Labels", "ExposedPorts", "Volumes");

    private static final Set<String> OF_THE_BUILD = Set.of("Image", "Hostname", "Domainname");

    private Settings() {}

    /**
     * The settings as canonical JSON.
     *
     * @param configuration as the image has it
     * @throws UnknownContentException if it is none
     */
    static byte[] of(byte[] configuration) throws UnknownContentException {
        try {
            JsonNode json = JSON.readTree(configuration);
            Map<String, Object> settings = new TreeMap<>();
            MACHINE.forEach(name -> put(settings, name, json.path(name)));
            put(settings, "config", json.path("config"));
            return JSON.writeValueAsBytes(settings);
        } catch (IOException e) {
            throw new UnknownContentException("its configuration is not JSON: " + e.getMessage());
        }
    }

    /**
     * The digests of the image's layers as tars, the lowest first.
     *
     * @param configuration as the image has it
     * @throws UnknownContentException if it is none
     */
    static List<String> layers(byte[] configuration) throws UnknownContentException {
        try {
            return JSON.readTree(configuration)
                    .at("/rootfs/diff_ids")
                    .valueStream()
                    .map(JsonNode::asText)
                    .toList();
        } catch (IOException e) {
            throw new UnknownContentException("its configuration is not JSON: " + e.getMessage());
        }
    }

    /** Engines write what is not set as nothing, null, false or an empty value. */
    private static void put(Map<String, Object> object, String name, JsonNode value) {
        boolean empty = value.isMissingNode()
                || value.isNull()
                || value.isContainerNode() && value.isEmpty()
                || value.isBoolean() && !value.booleanValue()
                || value.isTextual() && value.textValue().isEmpty();
        if (!empty) {
            object.put(name, canonical(name, value));
        }
    }

    private static Object canonical(String name, JsonNode value) {
        if (!value.isObject()) {
            return value;
        }
        Map<String, Object> sorted = new TreeMap<>();
        value.properties().forEach(field -> {
            if (SETS.contains(name)) {
                sorted.put(field.getKey(), field.getValue());
            } else {
                put(sorted, field.getKey(), field.getValue());
            }
        });
        if (name.equals("config")) {
            sorted.keySet().removeAll(OF_THE_BUILD);
        } else if (name.equals("Labels")) {
            sorted.keySet().removeAll(Incidental.LABELS);
        }
        return sorted;
    }
}
