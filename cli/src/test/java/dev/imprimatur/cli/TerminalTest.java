package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.PlainWriter;
import dev.imprimatur.cli.output.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers wrote into an event, a log or a registry controls no terminal and begins no line of its own. */
class TerminalTest {
    private static final String EVIL = "a\u001b]0;title\u0007\u001b[2K\u009b1A\rb\u0000\u202ec\u2028d\u200b";
    private static final String HARMFUL = "[\\p{Cc}\\p{Cf}\\x{2028}&&[^\\n]]";

    private StubServer console;

    @BeforeEach
    void start() throws IOException {
        console = new StubServer();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void aCellIsOneCellWhateverItHolds() {
        Table<List<String>> table = Table.of(List.of(List.of("x\nforged  row\u001b[31m", EVIL), List.of("ü 日本 😀")))
                .column("A", List::getFirst)
                .column("B", row -> row.size() > 1 ? row.get(1) : null);

        assertThat(table.toString().lines()).hasSize(3);
        assertThat(table.toString())
                .contains("x?forged  row?[31m", "a?]0;title??[2K?1A?b??c?d?", "ü 日本 😀")
                .doesNotContainPattern(HARMFUL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebuilds", "rebuilds rb-1", "events", "why node:22", "flakes"})
    void noCommandPassesItOn(String command) throws IOException {
        for (String golden : List.of("rebuilds", "rebuild", "images", "why", "events", "flakes")) {
            String answer = evil(Golden.answer(golden));
            switch (golden) {
                case "rebuild" -> console.on("GET /api/rebuilds/rb-1", 200, answer);
                case "why" -> console.on("GET /api/why", 200, answer);
                case "events" ->
                    console.on("GET /api/events?after=0&limit=500&wait=0", 200, answer)
                            .on("GET /api/events", 200, "[]");
                default -> console.on("GET /api/" + golden, 200, answer);
            }
        }

        Run run = Run.of(console, command.split(" "));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("?]0;title").doesNotContainPattern(HARMFUL);
        assertThat(run.out().lines()).as("no line is forged").noneMatch(line -> line.startsWith("forged"));
    }

    /** With something behind each text that people give. */
    private static String evil(String answer) throws IOException {
        var json = Json.MAPPER.readTree(answer);
        for (String field : List.of("reason", "message", "requestedBy", "worker", "family", "reference", "kind")) {
            json.findParents(field).forEach(parent -> {
                if (parent.path(field).isTextual()) {
                    ((ObjectNode) parent).put(field, parent.path(field).asText() + EVIL + "\nforged");
                }
            });
        }
        return json.toString();
    }

    @Test
    void aLogHasNoColoursAndNoControl() {
        console.on(
                        "GET /api/logs/b1/records?after=0",
                        200,
                        new RecordedLog("b1")
                                .add(1, "\u001b[32mok\u001b[0m " + EVIL + "\n")
                                .records())
                .on("GET /api/logs/b1/records?after=1", 200, "[]");

        assertThat(Run.of(console, "logs", "b1").out())
                .startsWith("ok a?]0;title")
                .doesNotContainPattern(HARMFUL);
    }

    @Test
    void asJsonItIsWholeAndDoesNothingEither() throws IOException {
        console.on("GET /api/rebuilds", 200, evil(Golden.answer("rebuilds")));

        String json = Run.of(console, "rebuilds", "--json").out();

        assertThat(json).doesNotContainPattern(HARMFUL);
        assertThat(Json.MAPPER.readTree(json)).isEqualTo(Json.MAPPER.readTree(evil(Golden.answer("rebuilds"))));
        assertThat(Json.MAPPER
                        .readTree(Json.text(List.of(EVIL, "\udbff\udffd😀")))
                        .get(0)
                        .asText())
                .isEqualTo(EVIL);
    }

    @Test
    void anErrorOfTheConsoleDoesNothingEither() {
        console.on("GET /api/rebuilds", 500, "{\"message\":\"a\\u001b[2Kb\"}");

        assertThat(Run.of(console, "rebuilds").err()).contains("a?[2Kb");
    }

    @Test
    void whatIsHarmlessStaysAsItIs() {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(new PlainWriter(out), true);
        writer.print("ü\t日本 😀\r\n");
        writer.write('x');
        "😀".chars().forEach(writer::write);
        writer.write("😀y".toCharArray(), 0, 1);
        writer.write("😀y".toCharArray(), 1, 2);

        assertThat(out.toString()).isEqualTo("ü\t日本 😀\nx😀😀y");
    }
}
