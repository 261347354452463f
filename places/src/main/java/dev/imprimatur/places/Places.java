package dev.imprimatur.places;

import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.StopOrder;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.registry.RegistryException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The places that the service's work needs. While one that all work needs is sick, this instance takes no work; others
 * do, if theirs are well.
 */
@ApplicationScoped
public class Places {
    /** How often sick places may fail one piece of work: nothing outside does so more often at random. */
    public static final int MOST_HANDED_BACK = 50;

    @Inject
    PlacesConfig config;

    @Inject
    WorkQueue queue;

    @Inject
    MeterRegistry meters;

    @Inject
    @All
    List<Place> standing;

    private Breakers breakers;
    private Gauge gauge;
    private List<Place> mirrors;

    void start(@Observes @Priority(StartOrder.PLACES) StartupEvent event) {
        if (!config.checkInterval().isPositive()) {
            throw new IllegalArgumentException("imprimatur.places.check-interval is " + config.checkInterval()
                    + ", expected a duration above zero, such as 5s");
        }
        mirrors = config.mirrors().orElse(List.of()).stream()
                .<Place>map(MirrorPlace::new)
                .toList();
        breakers = new Breakers(standing, config.checkInterval(), new Breakers.Gate() {
            @Override
            public void open() {
                queue.resume();
            }

            @Override
            public void close() {
                queue.pause();
            }
        });
        gauge = Gauge.builder("imprimatur.places.sick", breakers, Breakers::count)
                .register(meters);
        breakers.start();
    }

    /** Nothing is taken any more, whatever places say. */
    void stop(@Observes @Priority(StopOrder.PLACES) ShutdownEvent event) {
        breakers.stop();
        queue.pause();
        // The registry outlives an application that is started again in one process.
        meters.remove(gauge);
    }

    /** The places that all work needs, and that are sick. */
    public List<Sick> sick() {
        return breakers.sick();
    }

    /**
     * The sick place that a piece of waiting work waits for, by its name: the noted one, else one that all work needs.
     *
     * @param noted the place that was noted with the work, or null
     * @return null if no place keeps it from being done
     */
    public String waitedFor(String noted) {
        return noted != null
                ? noted
                : sick().stream().map(Sick::place).findFirst().orElse(null);
    }

    /**
     * A sick place among the standing ones and these, as it was last seen: work that needs them is not to begin.
     *
     * @param waitedFor the name of the place that has failed it before, or null
     */
    public Optional<Sick> among(Collection<? extends Place> needed, String waitedFor) {
        return breakers.among(needed, waitedFor);
    }

    /**
     * Asks the standing places and these: the first that is sick. It is to blame for what just failed for want of it,
     * and is watched from now on until it is well.
     */
    public Optional<Sick> ask(Collection<? extends Place> needed) {
        return breakers.ask(needed);
    }

    /** The same of the standing places and the package mirrors. */
    public Optional<Sick> askMirrors() {
        return breakers.ask(mirrors);
    }

    /**
     * The sick place that is to blame for what a registry did not do, if one is: then it says nothing about what was
     * worked on. A refusal is the work's own. Asks the standing places and these.
     */
    public Optional<Sick> toBlame(RegistryException failure, Collection<? extends Place> needed) {
        return Probe.isTrouble(failure.kind()) ? breakers.ask(needed) : Optional.empty();
    }

    /** How long what waits for a place is to wait before it looks again. */
    public Duration pause() {
        return config.checkInterval();
    }
}
