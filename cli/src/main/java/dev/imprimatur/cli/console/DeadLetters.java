package dev.imprimatur.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.console.answer.Silent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The dead letters of all services, at the console. */
public final class DeadLetters {
    private static final int PAGE = 500;
    private static final int DECIDED_AT_ONCE = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ConsoleClient console;

    DeadLetters(ConsoleClient console) {
        this.console = console;
    }

    /**
     * The letters that were found.
     *
     * @param letters the letters as the console shows them
     * @param silent services that could not be asked, each with why
     */
    public record Found(List<JsonNode> letters, List<Silent> silent) {}

    /** What came of a decision on a letter. */
    public record Outcome(String id, boolean done, String message) {}

    /**
     * All letters, page by page.
     *
     * @param service only those of this service, or null
     * @param topic only those of this topic, or null
     * @param state waiting, redriven, dropped or all
     */
    public Found list(String service, String topic, String state) {
        List<JsonNode> letters = new ArrayList<>();
        Set<Silent> silent = new LinkedHashSet<>();
        String after = null;
        do {
            JsonNode page = console.get("/api/dead-letters?limit=" + PAGE + parameter("state", state)
                    + parameter("service", service) + parameter("topic", topic) + parameter("after", after));
            page.path("letters").forEach(letters::add);
            silent.addAll(Json.list(page.path("silent"), Silent.class));
            after = page.path("next").asText(null);
        } while (after != null);
        return new Found(letters, List.copyOf(silent));
    }

    /** One letter with what came. */
    public JsonNode letter(String id) {
        return console.get("/api/dead-letters/" + ConsoleClient.encoded(id));
    }

    /**
     * Decides on letters, a hundred at once.
     *
     * @param act redrive, drop or restore
     */
    public List<Outcome> decide(String act, List<String> ids, String reason) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += DECIDED_AT_ONCE) {
            Map<String, Object> order = new LinkedHashMap<>();
            order.put("ids", ids.subList(from, Math.min(ids.size(), from + DECIDED_AT_ONCE)));
            order.putAll(Order.ofThisUser().with("reason", reason).fields());
            outcomes.addAll(Json.list(console.post("/api/dead-letters/" + act, PATIENCE, order), Outcome.class));
        }
        return outcomes;
    }

    private static String parameter(String name, String value) {
        return value == null ? "" : "&" + name + "=" + ConsoleClient.encoded(value);
    }
}
