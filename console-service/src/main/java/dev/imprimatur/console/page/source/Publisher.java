package dev.imprimatur.console.page.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.history.PublisherClient;
import dev.imprimatur.events.EventJson;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.jboss.resteasy.reactive.RestResponse;

/** What the publisher alone knows and pages show. */
@ApplicationScoped
public class Publisher {
    @Inject
    PublisherClient client;

    @Inject
    @VirtualThreads
    ExecutorService threads;

    @Inject
    Clock clock;

    private Asking drift;
    private Asking mirrors;
    private Asking refusals;
    private Asking blocks;

    @PostConstruct
    void prepare() {
        drift = asking("/api/drift");
        mirrors = asking("/api/mirrors");
        refusals = asking("/api/refusals");
        blocks = asking("/api/blocks");
    }

    /** Tags that were moved or deleted outside. */
    public LastAnswer drift() {
        return drift.lastAnswer();
    }

    /** Further registries, and what they lack. */
    public LastAnswer mirrors() {
        return mirrors.lastAnswer();
    }

    /** Verdicts that were not believed. */
    public LastAnswer refusals() {
        return refusals.lastAnswer();
    }

    /** Digests that are not published again. */
    public LastAnswer blocks() {
        return blocks.lastAnswer();
    }

    private Asking asking(String path) {
        Callable<JsonNode> question = () -> ask(path);
        return new Asking(question, threads, clock);
    }

    private JsonNode ask(String path) throws Exception {
        RestResponse<String> answer = client.ask("GET", path, Map.of());
        if (answer.getStatus() != 200) {
            throw ApiException.unreachable("the publisher answered with status " + answer.getStatus());
        }
        return EventJson.MAPPER.readTree(answer.getEntity());
    }
}
