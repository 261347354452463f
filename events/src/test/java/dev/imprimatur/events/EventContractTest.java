package dev.imprimatur.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventContractTest {

    @ParameterizedTest
    @EnumSource(Topic.class)
    void aFixtureReadsAndWritesBackAsItIs(Topic topic) throws Exception {
        Event event = EventFixtures.event(topic.event());

        JsonNode written = EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsString(event));
        JsonNode recorded = EventJson.MAPPER.readTree(EventFixtures.text(topic.event()));

        removeEmptyArrays(written);
        assertThat(written).isEqualTo(recorded);
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void fieldsOfALaterVersionAreLeftAside(Topic topic) {
        String later = EventFixtures.text(topic.event()).replaceFirst("\\{", "{\"addedLater\": {\"a\": 1},");

        assertThat(EventReader.read(EventFixtures.record(topic.event(), later), topic.event()))
                .isEqualTo(EventFixtures.event(topic.event()));
    }

    @Test
    void theFixturesTellOneStory() {
        RenderCompleted rendered = EventFixtures.event(RenderCompleted.class);
        BuildCompleted built = EventFixtures.event(BuildCompleted.class);
        TestCompleted tested = EventFixtures.event(TestCompleted.class);
        PublishCompleted published = EventFixtures.event(PublishCompleted.class);

        assertThat(rendered.candidate().buildId())
                .isEqualTo(BuildId.of(
                        rendered.dockerfile(),
                        rendered.context().digest(),
                        rendered.candidate().platform()));
        assertThat(built.candidate()).isEqualTo(rendered.candidate());
        assertThat(tested.staged()).isEqualTo(built.staged());
        assertThat(published.digest()).isEqualTo(tested.staged().digest());
        assertThat(published.tags()).hasSameSizeAs(rendered.candidate().tags());
    }

    private static void removeEmptyArrays(JsonNode node) {
        node.forEach(EventContractTest::removeEmptyArrays);
        if (node.isObject()) {
            node.properties()
                    .removeIf(field ->
                            field.getValue().isArray() && field.getValue().isEmpty());
        }
    }
}
