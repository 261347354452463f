package dev.imprimatur.system.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.messaging.event.EventJson;
import dev.imprimatur.system.Script;
import dev.imprimatur.system.soak.Entry.Level;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much work and how many unsent events the services' metrics show. */
final class Levels {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Set<String> OTHERS = Set.of("engine", "production", "staging", "kafka", "postgres");
    private static final Pattern GAUGE = Pattern.compile(
            "(?m)^(imprimatur_work|imprimatur_outbox_events|imprimatur_outbox_refused)[{ ](.*?) ?" + "([0-9.E+-]+)$");

    private final Script script;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Of the stack that this script controls. */
    Levels(Script script) {
        this.script = script;
    }

    /** One for each gauge of each service. */
    List<Level> now() throws IOException, InterruptedException {
        List<Level> levels = new ArrayList<>();
        for (JsonNode part :
                EventJson.MAPPER.readTree(script.run(LIMIT, "status", "--json").output())) {
            String name = part.path("part").asText();
            if (!OTHERS.contains(name)) {
                levels.addAll(of(name, URI.create(part.path("address").asText())));
            }
        }
        return levels;
    }

    private List<Level> of(String part, URI address) throws IOException, InterruptedException {
        String metrics = http.send(
                        HttpRequest.newBuilder(address.resolve("/q/metrics"))
                                .timeout(LIMIT)
                                .build(),
                        BodyHandlers.ofString())
                .body();
        Map<String, Long> sums = new TreeMap<>();
        Matcher gauge = GAUGE.matcher(metrics);
        while (gauge.find()) {
            sums.merge(gauge.group(1) + " of " + part, (long) Double.parseDouble(gauge.group(3)), Long::sum);
        }
        return sums.entrySet().stream()
                .map(sum -> new Level(Instant.now(), sum.getKey(), sum.getValue()))
                .toList();
    }
}
