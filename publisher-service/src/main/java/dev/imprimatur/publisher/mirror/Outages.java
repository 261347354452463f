package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.Failures;
import dev.imprimatur.publisher.PublisherConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which mirrors are out or slow. While one is out, only a single copy tries it after each pause. No publication
 * waits for one that is out or slow.
 */
@ApplicationScoped
class Outages {
    private final Map<Registry, Outage> outages = new ConcurrentHashMap<>();
    private final Set<Registry> slow = ConcurrentHashMap.newKeySet();

    @Inject
    PublisherConfig config;

    /**
     * A mirror that is out.
     *
     * @param failures how often in a row
     * @param until when it is tried again
     * @param why what it said last
     */
    record Outage(int failures, Instant until, FailureReport why) {

        /** How long that is from now on. */
        Duration left() {
            return Duration.between(SharedClock.now(), until);
        }
    }

    Optional<Outage> of(Registry mirror) {
        return Optional.ofNullable(outages.get(mirror));
    }

    /** How long this mirror is to be left alone; the first caller after that may try it. */
    Optional<Duration> leaveAlone(Registry mirror) {
        Duration[] left = new Duration[1];
        outages.computeIfPresent(mirror, (registry, outage) -> {
            left[0] = outage.left();
            Instant next = SharedClock.now().plus(Failures.pause(outage.failures, config));
            return left[0].isPositive() ? outage : new Outage(outage.failures, next, outage.why);
        });
        return Optional.ofNullable(left[0]).filter(Duration::isPositive);
    }

    void failed(Registry mirror, FailureReport why) {
        outages.compute(mirror, (registry, former) -> {
            int failures = former == null ? 1 : former.failures + 1;
            return new Outage(failures, SharedClock.now().plus(Failures.pause(failures, config)), why);
        });
    }

    /** It worked; whether it was out before. */
    boolean worked(Registry mirror) {
        return outages.remove(mirror) != null;
    }

    /** A copy took longer than a publication waits for one. */
    void slow(Registry mirror) {
        slow.add(mirror);
    }

    /** A copy that began with nothing was there in time. */
    void quick(Registry mirror) {
        slow.remove(mirror);
    }

    boolean isSlow(Registry mirror) {
        return slow.contains(mirror);
    }
}
