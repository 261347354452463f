package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.ProductionRegistries;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Gives every mirror its turn at a publication before that is announced, all at the same time and for a bounded time.
 */
@ApplicationScoped
public class Mirrors {
    @Inject
    PublisherConfig config;

    @Inject
    ProductionRegistries registries;

    @Inject
    MirrorLedger ledger;

    @Inject
    MirrorWork work;

    @Inject
    Outages outages;

    /**
     * Tries each mirror once. One that is out or slow already, fails, or takes too long is left to the work queue.
     *
     * @return the publication's copies as they are then
     */
    public List<MirrorCopy> bring(String publicationId) {
        List<Registry> mirrors = registries.mirrors().stream()
                .filter(mirror -> outages.of(mirror).isEmpty() && !outages.isSlow(mirror))
                .toList();
        if (!mirrors.isEmpty()) {
            bring(publicationId, mirrors);
        }
        return ledger.copies(publicationId);
    }

    private void bring(String publicationId, List<Registry> mirrors) {
        List<Callable<Next>> turns = mirrors.stream()
                .<Callable<Next>>map(mirror -> () -> work.attempt(MirrorCopy.id(mirror, publicationId), mirror))
                .toList();
        // No virtual threads: an interrupt would close the connections to the database that they use.
        try (ExecutorService threads = Executors.newFixedThreadPool(
                turns.size(), Thread.ofPlatform().name("mirror-", 1).daemon().factory())) {
            List<Future<Next>> ends =
                    threads.invokeAll(turns, config.mirrorWait().toMillis(), TimeUnit.MILLISECONDS);
            IntStream.range(0, ends.size())
                    .filter(number -> ends.get(number).isCancelled())
                    .mapToObj(mirrors::get)
                    .forEach(outages::slow);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PublishException.retryable(FailureKinds.INTERRUPTED, "the publisher is being stopped");
        }
    }

    /** Why a mirror has not got what it was to get; null if it has. */
    public FailureReport failure(MirrorCopy copy) {
        if (!copy.waits() || copy.failure != null) {
            return copy.failure;
        }
        return outages.of(Registry.parse(copy.registry))
                .map(Outages.Outage::why)
                .orElseGet(() -> FailureReport.of("mirror-slow", true, slow(copy)));
    }

    private String slow(MirrorCopy copy) {
        return copy.attempts == 0
                ? "mirror " + copy.registry + " was slow before, so this was not waited for; it follows"
                : "mirror " + copy.registry + " did not have it within " + config.mirrorWait()
                        + " (imprimatur.publisher.mirror-wait); it follows";
    }
}
