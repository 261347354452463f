package dev.imprimatur.messaging.metric;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What gauges show of something that may hang, such as a database or an engine. One question serves all gauges of a
 * look at the metrics, and while it has no answer no other is asked. A gauge whose figure is not known soon shows no
 * number, so that the other metrics of the service are seen all the same.
 *
 * @param <T> what is asked for
 */
public final class Figures<T> {
    /** How long a look at the metrics waits for a database: a service asks for up to six such figures. */
    public static final Duration OF_DATABASE = Duration.ofSeconds(1);

    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    private final Duration patience;
    private final Supplier<T> question;
    private CompletableFuture<T> asked;
    private long askedAt;

    /**
     * @param patience how long a look at the metrics waits for the answer
     * @param question is asked by a thread of its own
     */
    public Figures(Duration patience, Supplier<T> question) {
        this.patience = patience;
        this.question = question;
    }

    /** A number of the answer, which is a second old at most; NaN if the question failed, or was not answered soon. */
    public double show(ToDoubleFunction<T> number) {
        try {
            CompletableFuture<T> answer = ask();
            return number.applyAsDouble(answer.get(left(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Double.NaN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Double.NaN;
        }
    }

    private synchronized CompletableFuture<T> ask() {
        if (asked == null || asked.isDone() && System.nanoTime() - askedAt >= FRESH) {
            askedAt = System.nanoTime();
            asked = CompletableFuture.supplyAsync(
                    question, task -> Thread.ofVirtual().name("figures").start(task));
        }
        return asked;
    }

    private synchronized long left() {
        return Math.max(0, patience.toNanos() - (System.nanoTime() - askedAt));
    }
}
