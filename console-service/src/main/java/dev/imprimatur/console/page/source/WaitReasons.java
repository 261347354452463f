package dev.imprimatur.console.page.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.answer.Waiting;
import dev.imprimatur.console.queue.Queue;
import dev.imprimatur.events.EventJson;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/**
 * Why images wait, for pages that are about something else: of the first ones in the queues, as they were a moment ago.
 */
@ApplicationScoped
public class WaitReasons {
    private static final int MOST = 500;

    @Inject
    Queue queue;

    @Inject
    @VirtualThreads
    ExecutorService threads;

    @Inject
    Clock clock;

    private Asking asking;

    @PostConstruct
    void prepare() {
        Callable<JsonNode> question = () -> EventJson.MAPPER.valueToTree(queue.page(null, null, MOST));
        asking = new Asking(question, threads, clock);
    }

    /** Images of this rebuild that wait, in the order in which they are taken; none where services do not say. */
    public List<Waiting> of(String rebuild) {
        return asking.lastAnswer()
                .answer()
                .path("waiting")
                .valueStream()
                .filter(waiting -> waiting.path("rebuildId").asText().equals(rebuild))
                .map(WaitReasons::read)
                .toList();
    }

    /** Why it is not known why some of them wait; empty if it is. */
    public List<String> unknown() {
        return asking.lastAnswer().unknown();
    }

    private static Waiting read(JsonNode waiting) {
        try {
            return EventJson.MAPPER.treeToValue(waiting, Waiting.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it was written as such", e);
        }
    }
}
