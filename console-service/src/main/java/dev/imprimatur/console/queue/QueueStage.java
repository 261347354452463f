package dev.imprimatur.console.queue;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.console.answer.Waiting;
import dev.imprimatur.console.answer.WaitingBuilder;
import dev.imprimatur.console.api.Replicas;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.messaging.work.QueueView;
import dev.imprimatur.messaging.work.QueuedWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A stage at which images wait.
 *
 * @param name its name, which is that of the work too
 * @param owner who knows
 */
record QueueStage(String name, Replicas owner) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    static final String BASE = "base";

    /**
     * A part of what waits.
     *
     * @param waiting in its order
     * @param total how many there are
     */
    record Part(List<Waiting> waiting, long total) {}

    /** An image that waits for its bases, as the renderer reports it. */
    private record Held(String rebuildId, String image, List<String> bases) {}

    private record HeldPart(List<Held> images, long waiting) {}

    Part part(long first, int limit, Runs runs, Instant now) {
        String page = "?first=" + first + "&limit=" + limit;
        return name.equals(BASE) ? held(page, first, runs) : queued(page, runs, now);
    }

    private Part queued(String page, Runs runs, Instant now) {
        QueueView.Part part = owner.get("/api/queue/own/" + name + page, PATIENCE, new TypeReference<>() {});
        Map<String, List<ImageRun>> known = runs.of(part.work().stream()
                .map(QueuedWork::image)
                .filter(Objects::nonNull)
                .toList());
        return new Part(
                part.work().stream()
                        .map(work -> waiting(work, part, known.getOrDefault(work.image(), List.of()), now))
                        .toList(),
                part.waiting());
    }

    private Waiting waiting(QueuedWork work, QueueView.Part part, List<ImageRun> runs, Instant now) {
        String newer = Runs.newer(runs, work.rebuildId()).orElse(null);
        return WaitingBuilder.builder()
                .stage(name)
                .image(work.image())
                .rebuildId(work.rebuildId())
                .priority(work.priority())
                .ahead(work.ahead())
                .due(work.due())
                .attempt(work.failures() + 1)
                .attempts(work.attempts())
                .reason(Reason.of(work, part, owner.service(), newer, now))
                .build();
    }

    private Part held(String page, long first, Runs runs) {
        HeldPart part = owner.get("/api/queue/held" + page, PATIENCE, new TypeReference<>() {});
        Map<String, List<ImageRun>> known = runs.of(part.images().stream()
                .flatMap(held -> held.bases().stream())
                .distinct()
                .toList());
        return new Part(
                IntStream.range(0, part.images().size())
                        .mapToObj(i -> held(part.images().get(i), first + i, known))
                        .toList(),
                part.waiting());
    }

    private Waiting held(Held held, long ahead, Map<String, List<ImageRun>> known) {
        String reason = held.bases().isEmpty()
                ? "is about to be rendered"
                : held.bases().stream()
                        .map(base -> "its base " + base + " "
                                + Runs.doing(known.getOrDefault(base, List.of()), held.rebuildId()))
                        .collect(Collectors.joining("; "));
        return WaitingBuilder.builder()
                .stage(name)
                .image(held.image())
                .rebuildId(held.rebuildId())
                .ahead(ahead)
                .reason(reason)
                .build();
    }
}
