package dev.imprimatur.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventJsonTest {
    /** Texts with lone halves of pairs of surrogates, as where something was cut. */
    record Cut(String text, List<String> texts) {}

    @Test
    void textAndBytesOfWhatWasCutWithinACharacterSayTheSame() throws IOException {
        Cut cut = new Cut("\udce6 after", List.of("before \ud83d", "\ud83d\udce6"));

        String json = EventJson.MAPPER.writeValueAsString(cut);

        assertThat(EventJson.MAPPER.readValue(json.getBytes(StandardCharsets.UTF_8), Cut.class))
                .isEqualTo(new Cut("\ufffd after", List.of("before \ufffd", "\ud83d\udce6")));
        JsonNode tree = EventJson.MAPPER.valueToTree(cut);
        assertThat(tree)
                .isEqualTo(EventJson.MAPPER.readTree(json))
                .isEqualTo(EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsBytes(cut)));
    }
}
