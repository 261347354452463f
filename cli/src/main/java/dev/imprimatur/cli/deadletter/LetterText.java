package dev.imprimatur.cli.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.console.DeadLetter;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;

/** A dead letter for people. */
final class LetterText {
    private LetterText() {}

    static String of(JsonNode answer) {
        DeadLetter letter = Json.value(answer.path("letter"), DeadLetter.class);
        Table table = new Table("dead letter", letter.id());
        table.add("refused by", letter.service());
        table.add("topic", letter.topic());
        table.add("key", letter.key());
        table.add("reason", letter.reason());
        table.add(
                "refused",
                Text.counted(letter.refusals(), "time") + ", first " + Text.time(letter.notedAt()) + ", last "
                        + Text.time(letter.refusedAt()));
        table.add("state", letter.state());
        if (letter.decidedAt() != null) {
            table.add(
                    "since", Text.time(letter.decidedAt()) + ", by " + letter.decidedBy() + ": " + letter.decidedWhy());
        }
        answer.path("headers")
                .forEach(header -> table.add(
                        "header " + header.path("name").asText(),
                        header.path("value").asText()));
        return table + "\n\n" + answer.path("value").asText("");
    }
}
