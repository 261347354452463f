package dev.imprimatur.console.page.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One question to a service: asked again now and then, its last answer kept. No page waits longer than a moment. */
final class Asking {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final long MOMENT = 100;

    private final Callable<JsonNode> question;
    private final Executor threads;
    private final Clock clock;
    private final Duration fresh;
    private LastAnswer last = new LastAnswer(JsonNodeFactory.instance.arrayNode(), "it has not answered yet");
    private Instant askedAt = Instant.EPOCH;
    private CompletableFuture<Void> asking = CompletableFuture.completedFuture(null);

    Asking(Callable<JsonNode> question, Executor threads, Clock clock) {
        this(question, threads, clock, FRESH);
    }

    /** One whose answer is good for so long. */
    Asking(Callable<JsonNode> question, Executor threads, Clock clock, Duration fresh) {
        this.question = question;
        this.threads = threads;
        this.clock = clock;
        this.fresh = fresh;
    }

    /** The last answer; it is asked again if that was a while ago. What is good for longer is not waited for again. */
    LastAnswer lastAnswer() {
        CompletableFuture<Void> asked = asking();
        if (fresh.equals(FRESH) || last().away()) {
            asked.completeOnTimeout(null, MOMENT, TimeUnit.MILLISECONDS).join();
        }
        return last();
    }

    private synchronized CompletableFuture<Void> asking() {
        if (asking.isDone() && askedAt.plus(last.away() ? FRESH : fresh).isBefore(clock.instant())) {
            askedAt = clock.instant();
            asking = CompletableFuture.runAsync(this::ask, threads);
        }
        return asking.copy();
    }

    private void ask() {
        try {
            JsonNode answer = question.call();
            keep(new LastAnswer(answer, null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // Without a reason it would look as if it had answered.
            String why = e.getMessage() == null || e.getMessage().isBlank() ? e.toString() : e.getMessage();
            keep(new LastAnswer(last().answer(), why));
        }
    }

    private synchronized LastAnswer last() {
        return last;
    }

    private synchronized void keep(LastAnswer reply) {
        last = reply;
    }
}
