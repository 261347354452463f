package dev.imprimatur.console.page.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.worker.Workers;
import dev.imprimatur.events.EventJson;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/** What builders and testers are doing, for pages that are about something else: as it was a moment ago. */
@ApplicationScoped
public class RunningTries {
    @Inject
    Workers workers;

    @Inject
    @VirtualThreads
    ExecutorService threads;

    @Inject
    Clock clock;

    private Asking asking;

    /**
     * A try that goes on.
     *
     * @param stage {@code build} or {@code test}
     * @param worker who makes it
     * @param image of which image
     * @param number which try it is
     * @param startedAt since when
     * @param log its log
     */
    public record Running(String stage, String worker, String image, int number, Instant startedAt, String log) {}

    @PostConstruct
    void prepare() {
        Callable<JsonNode> question = () -> EventJson.MAPPER.valueToTree(workers.now());
        asking = new Asking(question, threads, clock);
    }

    /** Tries of this rebuild that go on; none where services do not say. */
    public List<Running> of(String rebuild) {
        return asking.lastAnswer()
                .answer()
                .path("workers")
                .valueStream()
                .flatMap(worker -> worker.path("doing")
                        .valueStream()
                        .filter(doing -> doing.path("rebuildId").asText().equals(rebuild))
                        .map(doing -> running(worker, doing)))
                .toList();
    }

    /** Why it is not known what some of them are doing; empty if it is. */
    public List<String> unknown() {
        return asking.lastAnswer().unknown();
    }

    private static Running running(JsonNode worker, JsonNode doing) {
        return new Running(
                worker.path("stage").asText(),
                worker.path("worker").asText(),
                doing.path("image").asText(),
                doing.path("attempt").asInt(),
                Instant.parse(doing.path("startedAt").asText()),
                doing.path("log").asText(null));
    }
}
