package dev.imprimatur.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.events.EventJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What the services of a stack measure, as Prometheus fetches it. */
public final class ServiceMetrics {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Set<String> OTHERS = Set.of("engine", "production", "staging", "kafka", "postgres");

    private final Script script;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Of the stack that this script controls. */
    public ServiceMetrics(Script script) {
        this.script = script;
    }

    /** The text of each service, by the part that it is. */
    public Map<String, String> texts() throws IOException, InterruptedException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (JsonNode part :
                EventJson.MAPPER.readTree(script.run(LIMIT, "status", "--json").output())) {
            String name = part.path("part").asText();
            if (!OTHERS.contains(name)) {
                texts.put(name, text(URI.create(part.path("address").asText())));
            }
        }
        return texts;
    }

    /** The text of a service at this address, which no script started. */
    public String text(URI service) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(service.resolve("/q/metrics"))
                                .timeout(LIMIT)
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
