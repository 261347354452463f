package dev.imprimatur.events.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * The <a href="https://www.asyncapi.com/docs/reference/specification/v3.0.0">AsyncAPI 3.0</a> document of all topics.
 */
final class AsyncApi {
    /** What users send; the services send everything else. */
    private static final Set<Topic> FROM_USERS = Set.of(Topic.REBUILD_REQUESTED, Topic.ROLLBACK_REQUESTED);

    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build());

    private AsyncApi() {}

    static String text() {
        ObjectNode document = EventJson.MAPPER.createObjectNode();
        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Imprimatur's events")
                .put("version", "1.0.0")
                .put(
                        "description",
                        "CloudEvents 1.0 in Kafka's binary content mode, delivered at least once: know them by their"
                                + " id. Fields are only ever added.")
                .putObject("license")
                .put("name", "Apache-2.0");
        document.put("defaultContentType", "application/json");
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        ObjectNode components = document.putObject("components");
        ObjectNode messages = components.putObject("messages");
        for (Topic topic : Topic.values()) {
            channel(channels.putObject(topic.topic()), topic);
            operation(operations, topic);
            message(messages.putObject(topic.topic()), topic);
        }
        components.putObject("messageTraits").set("cloudEvent", cloudEvent());
        return yaml(document);
    }

    private static void channel(ObjectNode channel, Topic topic) {
        channel.put("address", topic.topic());
        channel.put("description", EventSchema.of(topic).path("description").asText());
        channel.putObject("messages").putObject(topic.topic()).put("$ref", "#/components/messages/" + topic.topic());
        channel.putObject("bindings").putObject("kafka").put("topic", topic.topic());
    }

    private static void operation(ObjectNode operations, Topic topic) {
        boolean fromUsers = FROM_USERS.contains(topic);
        ObjectNode operation = operations.putObject((fromUsers ? "take-" : "tell-") + topic.topic());
        operation.put("action", fromUsers ? "receive" : "send");
        operation.putObject("channel").put("$ref", "#/channels/" + topic.topic());
    }

    private static void message(ObjectNode message, Topic topic) {
        message.put("name", topic.cloudEventType());
        message.put("title", topic.topic());
        message.putArray("traits").addObject().put("$ref", "#/components/messageTraits/cloudEvent");
        message.putObject("payload").put("$ref", "./" + topic.topic() + ".schema.json");
        message.putObject("bindings")
                .putObject("kafka")
                .putObject("key")
                .put("type", "string")
                .put("description", key(topic));
    }

    private static String key(Topic topic) {
        String image = "the image, family/version/variant";
        return switch (topic) {
            case ROLLBACK_REQUESTED, ROLLBACK_ORDERED -> "the rollback's id";
            case MIRROR_COMPLETED -> image;
            case ROLLBACK_COMPLETED -> image + ", or the rollback's id if it is of none";
            default -> EventSchema.of(topic).at("/properties/candidate").isMissingNode() ? "the rebuild's id" : image;
        };
    }

    private static JsonNode cloudEvent() {
        ObjectNode trait = EventJson.MAPPER.createObjectNode();
        ObjectNode headers = trait.putObject("headers").put("type", "object").putObject("properties");
        header(headers, "ce_specversion", "always 1.0");
        header(headers, "ce_id", "the event's identity, the same for every delivery");
        header(headers, "ce_source", "which service sent it");
        header(headers, "ce_type", "the kind of event with its version");
        header(headers, "ce_time", "when it happened, RFC 3339");
        header(headers, "ce_subject", "what it is about: the record's key");
        return trait;
    }

    private static void header(ObjectNode headers, String name, String description) {
        headers.putObject(name).put("type", "string").put("description", description);
    }

    private static String yaml(ObjectNode document) {
        try {
            return YAML.writeValueAsString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
