package dev.imprimatur.events.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The published contract is what the code does; {@code -Dgolden.record=true} records it again, if it only adds. */
class ContractTest {
    static final Path PUBLISHED = Path.of("../docs/events");
    private static final ObjectWriter WRITER = EventJson.MAPPER.writerWithDefaultPrettyPrinter();

    @ParameterizedTest
    @EnumSource(Topic.class)
    void thePublishedSchemaIsTheCodes(Topic topic) throws IOException {
        Path file = schemaFile(topic);
        ObjectNode schema = EventSchema.of(topic);
        if (Files.exists(file)) {
            assertThat(Additions.broken(EventJson.MAPPER.readTree(file.toFile()), schema))
                    .as("%s may only gain fields; anything else is a new topic version", topic.topic())
                    .isEmpty();
        }
        check(file, WRITER.writeValueAsString(schema) + "\n");
    }

    @Test
    void thePublishedAsyncApiDocumentIsTheCodes() throws IOException {
        check(PUBLISHED.resolve("asyncapi.yaml"), AsyncApi.text());
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void theSchemaTakesEveryRecordedEventOfAnyVersionAndSoDoesTheReader(Topic topic) throws IOException {
        JsonSchema schema = schema(topic);
        for (ObjectNode event : RecordedEvents.of(topic)) {
            assertThat(schema.validate(event)).as(event.toString()).isEmpty();
            assertThat(EventReader.read(EventFixtures.record(topic.event(), event.toString()), topic.event())
                            .rebuildId())
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void theSchemaRefusesAnEventWithoutWhatItNeeds(Topic topic) throws IOException {
        JsonSchema schema = schema(topic);
        ObjectNode event = (ObjectNode) EventJson.MAPPER.readTree(EventFixtures.text(topic.event()));
        JsonNode required = EventSchema.of(topic).path("required");

        assertThat(required).isNotEmpty();
        for (JsonNode field : required) {
            ObjectNode without = event.deepCopy();
            without.remove(field.asText());
            assertThat(schema.validate(without)).as("without %s", field).isNotEmpty();
        }
        assertThat(schema.validate(event.deepCopy().put("addedLater", 1))).isEmpty();
    }

    @Test
    void aChangeThatTakesFromReadersIsSeen() throws IOException {
        JsonNode schema = EventSchema.of(Topic.PUBLISH_COMPLETED);
        ObjectNode gone = schema.deepCopy();
        ((ObjectNode) gone.get("properties")).remove("tags");
        ObjectNode retyped = schema.deepCopy();
        ((ObjectNode) retyped.at("/properties/tags/items/properties/reference")).put("type", "object");
        ObjectNode optional = schema.deepCopy();
        optional.remove("required");
        ObjectNode added = schema.deepCopy();
        ((ObjectNode) added.get("properties")).putObject("more").put("type", "string");

        assertThat(Additions.broken(schema, gone)).containsExactly("/tags is gone");
        assertThat(Additions.broken(schema, retyped))
                .containsExactly("/tags[]/reference was \"string\" and is \"object\"");
        assertThat(Additions.broken(schema, optional)).contains("/digest was always there and no longer is");
        assertThat(Additions.broken(schema, added)).isEmpty();
    }

    private static Path schemaFile(Topic topic) {
        return PUBLISHED.resolve(topic.topic() + ".schema.json");
    }

    private static JsonSchema schema(Topic topic) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(schemaFile(topic)));
    }

    private static void check(Path file, String text) throws IOException {
        if (Boolean.getBoolean("golden.record")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(file).as("record it with -Dgolden.record=true").hasContent(text);
    }
}
