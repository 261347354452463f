package dev.imprimatur.console.page.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.console.api.Renderer;
import dev.imprimatur.events.EventJson;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/**
 * What is stale, as the renderer alone knows. To find out it reads the catalogue and registries, so it is seldom asked.
 */
@ApplicationScoped
public class StaleImages {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FRESH = Duration.ofMinutes(5);

    @Inject
    Renderer renderer;

    @Inject
    @VirtualThreads
    ExecutorService threads;

    @Inject
    Clock clock;

    private Asking asking;

    @PostConstruct
    void prepare() {
        Callable<JsonNode> question = this::ask;
        asking = new Asking(question, threads, clock, FRESH);
    }

    /** Since {@code at} each of {@code images} has been stale, with {@code why}; empty if that was never answered. */
    public LastAnswer now() {
        return asking.lastAnswer();
    }

    private JsonNode ask() throws Exception {
        Instant at = clock.instant();
        HttpRequest request = renderer.request("/api/plan")
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"stale\": true}"))
                .build();
        JsonNode plan = EventJson.MAPPER.readTree(
                renderer.answer(request, "what is stale").getEntity());
        ObjectNode stale = EventJson.MAPPER.createObjectNode().put("at", at.toString());
        stale.set("images", plan.path("images"));
        return stale;
    }
}
