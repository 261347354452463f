package dev.imprimatur.cli.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.console.DeadLetter;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import java.util.ArrayList;
import java.util.List;

/** A dead letter for people. */
final class LetterText {
    private LetterText() {}

    private record Field(String name, String value) {}

    static String of(JsonNode answer) {
        DeadLetter letter = Json.value(answer.path("letter"), DeadLetter.class);
        List<Field> fields = new ArrayList<>(List.of(
                new Field("refused by", letter.service()),
                new Field("topic", letter.topic()),
                new Field("key", letter.key()),
                new Field("reason", letter.reason()),
                new Field(
                        "refused",
                        Text.counted(letter.refusals(), "time") + ", first " + Text.time(letter.notedAt()) + ", last "
                                + Text.time(letter.refusedAt())),
                new Field("state", letter.state())));
        if (letter.decidedAt() != null) {
            fields.add(new Field(
                    "since",
                    Text.time(letter.decidedAt()) + ", by " + letter.decidedBy() + ": " + letter.decidedWhy()));
        }
        answer.path("headers")
                .forEach(header -> fields.add(new Field(
                        "header " + header.path("name").asText(),
                        header.path("value").asText())));
        Table<Field> table = Table.of(fields).column("dead letter", Field::name).column(letter.id(), Field::value);
        return table + "\n\n" + answer.path("value").asText("");
    }
}
