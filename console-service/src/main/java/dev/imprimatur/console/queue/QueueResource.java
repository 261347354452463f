package dev.imprimatur.console.queue;

import dev.imprimatur.console.ConsoleConfig;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.Replicas;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What waits, where and why. */
@Path("/api/queue")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class QueueResource {
    private static final int MOST = 500;

    @Inject
    ConsoleConfig config;

    @Inject
    Runs runs;

    @Inject
    Clock clock;

    private List<QueueStage> stages;

    @PostConstruct
    void know() {
        HttpClient client = Replicas.hasty();
        Replicas renderer = new Replicas("renderer", List.of(config.renderer()), client);
        stages = List.of(
                new QueueStage("publish", new Replicas("publisher", config.publisher(), client)),
                new QueueStage("test", new Replicas("tester", config.tester(), client)),
                new QueueStage("build", new Replicas("builder", config.builder(), client)),
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
    public record Page(List<Waiting> waiting, Map<String, Long> totals, String next, List<Silent> silent) {}

    /**
     * A service that could not be asked.
     *
     * @param service its name
     * @param why what the matter is
     */
    public record Silent(String service, String why) {}

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

    /** A part of what waits, in the order in which it is taken. */
    @GET
    @Operation(
            summary = "What waits in which stage, in the queue's own order, and why",
            description = "`stage` is publish, test, build, render, plan or base; `after` is `next` of the page before."
                    + " A queue moves between two pages")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    public Page queue(
            @QueryParam("stage") String stage,
            @QueryParam("after") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw ApiException.invalid("limit", "expected 1 to " + MOST + ", not " + limit);
        }
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
            throw ApiException.invalid(
                    "stage",
                    "expected one of " + stages.stream().map(QueueStage::name).toList());
        }
        return asked;
    }
}
