package dev.imprimatur.events.contract;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.Topic;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The JSON Schema (draft 2020-12) of a topic's events: fields from the records, their descriptions from the records'
 * Javadoc, and what is required from what the reader does when it is missing.
 */
final class EventSchema {
    private static final Javadoc JAVADOC = new Javadoc(
            Path.of("src/main/java/dev/imprimatur/events"), Path.of("../oci/src/main/java/dev/imprimatur/oci"));
    private static final SchemaGenerator GENERATOR = generator();
    /** What every event that a service sends has, though a reader can do without. */
    private static final Set<String> ALWAYS_SENT = Set.of("eventId", "occurredAt", "rebuildId");

    private EventSchema() {}

    static ObjectNode of(Topic topic) {
        ObjectNode generated = GENERATOR.generateSchema(topic.event());
        ObjectNode schema = EventJson.MAPPER.createObjectNode();
        schema.set("$schema", generated.get("$schema"));
        schema.put("$id", "urn:imprimatur:event:" + topic.topic() + ":v1");
        schema.put("title", topic.topic());
        schema.setAll(flat(generated));
        Map<String, Set<String>> required = new TreeMap<>();
        for (ObjectNode sample : RecordedEvents.of(topic)) {
            missed(topic, sample, sample, "")
                    .forEach((place, fields) -> required.merge(place, fields, (one, other) -> {
                        one.retainAll(other);
                        return one;
                    }));
        }
        required.forEach((place, fields) -> require((ObjectNode) schema.at(place), fields));
        return schema;
    }

    private static void require(ObjectNode schema, Set<String> fields) {
        if (!fields.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            fields.forEach(names::add);
        }
    }

    /** By the place in the schema: the fields without which this event would not be one. */
    private static Map<String, Set<String>> missed(Topic topic, ObjectNode event, ObjectNode part, String place) {
        Map<String, Set<String>> missed = new TreeMap<>();
        Set<String> here = missed.computeIfAbsent(place, any -> new TreeSet<>());
        for (String field : fields(part)) {
            JsonNode value = part.remove(field);
            if (!isRead(topic, event) || part == event && isAlwaysSent(topic, field)) {
                here.add(field);
            }
            part.set(field, value);
            String inner = place + "/properties/" + field;
            if (value instanceof ObjectNode object) {
                missed.putAll(missed(topic, event, object, inner));
            } else if (value.path(0) instanceof ObjectNode first) {
                missed.putAll(missed(topic, event, first, inner + "/items"));
            }
        }
        return missed;
    }

    private static boolean isAlwaysSent(Topic topic, String field) {
        boolean byAnybody = topic == Topic.REBUILD_REQUESTED || topic == Topic.REBUILD_CANCEL_REQUESTED;
        return !byAnybody && ALWAYS_SENT.contains(field);
    }

    private static List<String> fields(ObjectNode part) {
        return part.properties().stream().map(Map.Entry::getKey).toList();
    }

    /** The generator joins a type and its field's description by allOf; the field's own description says more. */
    private static ObjectNode flat(ObjectNode schema) {
        if (schema.get("allOf") instanceof ArrayNode parts) {
            schema.remove("allOf");
            parts.forEach(part -> schema.setAll((ObjectNode) part));
        }
        schema.path("properties").forEach(field -> flat((ObjectNode) field));
        if (schema.get("items") instanceof ObjectNode items) {
            flat(items);
        }
        return schema;
    }

    private static boolean isRead(Topic topic, ObjectNode event) {
        try {
            EventReader.read(EventFixtures.record(topic.event(), event.toString()), topic.event());
            return true;
        } catch (BadEventException e) {
            return false;
        }
    }

    private static SchemaGenerator generator() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        EventJson.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE))
                .with(Option.INLINE_ALL_SCHEMAS)
                .with(Option.ADDITIONAL_FIXED_TYPES);
        config.forTypesInGeneral()
                .withDescriptionResolver(
                        scope -> JAVADOC.of(scope.getType().getErasedType()).orElse(null))
                .withCustomDefinitionProvider((type, context) -> text(type.getErasedType()));
        config.forFields()
                .withDescriptionResolver(
                        field -> JAVADOC.of(field.getDeclaringType().getErasedType(), field.getDeclaredName())
                                .orElse(null));
        return new SchemaGenerator(config.build());
    }

    private static String description(FieldScope field) {
        return field.isFakeContainerItemScope()
                ? null
                : JAVADOC.of(field.getDeclaringType().getErasedType(), field.getDeclaredName())
                        .orElse(null);
    }

    /** Identities are text in JSON; bytes are base64. */
    private static CustomDefinition text(Class<?> type) {
        ObjectNode definition = EventJson.MAPPER.createObjectNode().put("type", "string");
        if (type == byte[].class) {
            return new CustomDefinition(definition.put("contentEncoding", "base64"), true);
        }
        boolean identity = !type.isEnum()
                && Arrays.stream(type.getMethods()).anyMatch(method -> method.isAnnotationPresent(JsonValue.class));
        return identity ? new CustomDefinition(definition, true) : null;
    }
}
