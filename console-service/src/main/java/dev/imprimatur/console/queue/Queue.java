package dev.imprimatur.console.queue;

import dev.imprimatur.console.ConsoleConfig;
import dev.imprimatur.console.answer.Silent;
import dev.imprimatur.console.answer.Waiting;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.Replicas;
import dev.imprimatur.httpaccess.Peers;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What waits in all services, stage by stage, the one that is nearest to the end first. */
@Singleton
public class Queue {
    @Inject
    ConsoleConfig config;

    @Inject
    Peers peers;

    @Inject
    Runs runs;

    @Inject
    Clock clock;

    private List<QueueStage> stages;

    @PostConstruct
    void know() {
        HttpClient client = Replicas.hasty();
        Replicas renderer = new Replicas("renderer", List.of(config.renderer()), client, peers);
        stages = List.of(
                new QueueStage("publish", new Replicas("publisher", config.publisher(), client, peers)),
                new QueueStage("test", new Replicas("tester", config.tester(), client, peers)),
                new QueueStage("build", new Replicas("builder", config.builder(), client, peers)),
                new QueueStage("render", renderer),
                new QueueStage("plan", renderer),
                new QueueStage(QueueStage.BASE, renderer));
    }

    /**
     * A part of what waits.
     *
     * @param waiting by stages, the one that is nearest to the end first, and in each as its queue takes it
     * @param totals how many wait in each stage of this page
     * @param next what {@code after} has to be for the rest, or null if there is none
     * @param silent services that could not be asked
     */
    @Schema(name = "QueuePage")
    public record Page(List<Waiting> waiting, Map<String, Long> totals, String next, List<Silent> silent) {}

    /** Where a page begins. */
    private record Place(String stage, long first) {
        static Place parse(String after) {
            String[] parts = after.split(":", 2);
            try {
                long first = Long.parseLong(parts[parts.length - 1]);
                if (parts.length == 2 && first >= 0) {
                    return new Place(parts[0], first);
                }
            } catch (NumberFormatException e) {
                // Reported below.
            }
            throw ApiException.invalid("after", "expected what the page before gave as 'next'");
        }
    }

    /** The names of the stages. */
    public List<String> stages() {
        return stages.stream().map(QueueStage::name).toList();
    }

    /**
     * A part of what waits, in the order in which it is taken.
     *
     * @param stage in which stage, or null for all
     * @param after where the page before ended, or null
     * @param limit how many at most
     * @throws ApiException if there is no such stage or place
     */
    public Page page(String stage, String after, int limit) {
        List<QueueStage> asked = asked(stage);
        Place place = after == null ? new Place(asked.getFirst().name(), 0) : Place.parse(after);
        int start = asked.stream().map(QueueStage::name).toList().indexOf(place.stage());
        if (start < 0) {
            throw ApiException.invalid("after", "expected what the page before gave as 'next'");
        }
        return page(asked.subList(start, asked.size()), place.first(), limit);
    }

    private Page page(List<QueueStage> asked, long first, int limit) {
        List<Waiting> waiting = new ArrayList<>();
        Map<String, Long> totals = new LinkedHashMap<>();
        List<Silent> silent = new ArrayList<>();
        long from = first;
        for (QueueStage stage : asked) {
            int room = limit - waiting.size();
            if (room == 0) {
                return new Page(waiting, totals, stage.name() + ":" + from, silent);
            }
            try {
                QueueStage.Part part = stage.part(from, room, runs, clock.instant());
                waiting.addAll(part.waiting());
                totals.put(stage.name(), part.total());
                if (from + room < part.total()) {
                    return new Page(waiting, totals, stage.name() + ":" + (from + room), silent);
                }
            } catch (ApiException e) {
                silent.add(new Silent(stage.owner().service(), e.getMessage()));
            }
            from = 0;
        }
        return new Page(waiting, totals, null, silent.stream().distinct().toList());
    }

    private List<QueueStage> asked(String stage) {
        List<QueueStage> asked = stages.stream()
                .filter(each -> stage == null || each.name().equals(stage))
                .toList();
        if (asked.isEmpty()) {
            throw ApiException.invalid("stage", "expected one of " + stages());
        }
        return asked;
    }
}
