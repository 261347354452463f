package dev.imprimatur.console.page.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.imprimatur.console.answer.Period;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.history.PublisherClient;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.events.EventJson;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Which digest each tag of an image named, from when to when: the publisher alone knows. */
@ApplicationScoped
public class TagPeriods {
    /** So many periods are asked for, the newest ones. */
    public static final int MOST = 200;

    private static final ObjectReader PERIODS = EventJson.MAPPER.readerForListOf(Period.class);

    @Inject
    PublisherClient client;

    @Inject
    @VirtualThreads
    ExecutorService threads;

    /**
     * What the publisher answered.
     *
     * @param periods the newest ones; none if it did not answer
     * @param trouble why they are not known, or null
     */
    public record Answer(List<Period> periods, String trouble) {}

    /** Those of an image. No page waits for them longer than a second, and none while it holds a transaction. */
    public Answer of(String image) {
        Future<List<Period>> asked = threads.submit(() -> ask(image));
        try {
            return new Answer(asked.get(1, TimeUnit.SECONDS), null);
        } catch (TimeoutException e) {
            asked.cancel(true);
            return unknown("it did not answer within a second");
        } catch (ExecutionException e) {
            String why = e.getCause().getMessage();
            return unknown(why == null ? e.getCause().toString() : why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown("the console is stopping");
        }
    }

    private static Answer unknown(String why) {
        return new Answer(List.of(), why);
    }

    private List<Period> ask(String image) throws InterruptedException {
        try {
            String question = "/api/tags/history?reference=" + Words.encoded(image) + "&limit=" + MOST;
            List<Period> periods =
                    PERIODS.readValue(client.ask("GET", question, Map.of()).getEntity());
            if (periods.stream().anyMatch(TagPeriods::lacksSomething)) {
                throw ApiException.unreachable("what the publisher says of tags lacks a tag, a digest or a time");
            }
            // One of an earlier release knows no limit.
            return periods.stream().limit(MOST).toList();
        } catch (JsonProcessingException e) {
            throw ApiException.unreachable("what the publisher says of tags is no JSON: " + e.getOriginalMessage());
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return List.of();
            }
            throw e;
        }
    }

    private static boolean lacksSomething(Period period) {
        return period == null || period.reference() == null || period.digest() == null || period.since() == null;
    }
}
