package dev.imprimatur.console.timeline;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.Pages;
import dev.imprimatur.events.Topic;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

/** The events as they came, also for those who wait for the next one. */
@Path("/api/events")
@Produces(MediaType.APPLICATION_JSON)
public class EventsResource {
    private static final int LARGEST_LIMIT = 1000;
    private static final int LONGEST_WAIT = 30;

    @Inject
    Timeline timeline;

    @Context
    UriInfo request;

    /**
     * An event with its place.
     *
     * @param seq its sequence number
     * @param topic its topic
     * @param key what it is about
     * @param event the event, without its archives
     */
    public record Item(
            long seq,
            String topic,
            String key,
            @JsonRawValue @Schema(type = SchemaType.OBJECT) String event) {}

    /** Events after a sequence number; an empty list once {@code wait} seconds went by without one. */
    @GET
    @RunOnVirtualThread
    @Operation(
            summary = "Events after a sequence number, oldest first",
            description = "Waits up to `wait` seconds (30 at most) if there is none yet")
    @APIResponse(responseCode = "200", description = "Some of them")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    @APIResponse(
            responseCode = "410",
            description = "No event has had this sequence number: they began again, so begin at 0")
    public RestResponse<List<Item>> events(
            @QueryParam("after") @DefaultValue("0") long after,
            @QueryParam("topic") List<String> topics,
            @QueryParam("rebuild") String rebuild,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("wait") @DefaultValue("0") int wait)
            throws InterruptedException {
        checkTopics(topics);
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw ApiException.invalid("limit", "expected 1 to " + LARGEST_LIMIT + ", not " + limit);
        }
        if (wait < 0 || wait > LONGEST_WAIT) {
            throw ApiException.invalid("wait", "expected 0 to " + LONGEST_WAIT + " seconds, not " + wait);
        }
        if (after > 0 && after > timeline.lastGiven()) {
            throw ApiException.gone("no event has had the sequence number " + after
                    + ": the console's database was set back, and they began again; begin at 0");
        }
        List<Item> items =
                timeline.events(new EventQuery(after, topics, rebuild, limit), Duration.ofSeconds(wait)).stream()
                        .map(event -> new Item(event.seq, event.topic, event.key, event.json))
                        .toList();
        return Pages.answer(
                items,
                request,
                "after",
                items.size() < limit ? null : items.getLast().seq());
    }

    private static void checkTopics(List<String> topics) {
        List<String> known = Arrays.stream(Topic.values()).map(Topic::topic).toList();
        topics.stream().filter(topic -> !known.contains(topic)).findFirst().ifPresent(unknown -> {
            throw ApiException.invalid(
                    "topic", "there is no topic '" + unknown + "', expected " + String.join(", ", known));
        });
    }
}
