package dev.imprimatur.places;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Watches places, and says which are sick. Those that all work needs are asked all the time, others from the moment
 * that they failed something until they are well again, or nothing waits for them any more. Plain Java: what it does to
 * the queue is its user's.
 */
final class Breakers {
    /** So many sick parts make the whole sick. */
    static final int SEVERAL = 3;

    /** After so many check intervals in which nothing named it a place that not all work needs is no longer watched. */
    static final int FORGOTTEN = 20;

    private static final Logger LOG = Logger.getLogger(Breakers.class);

    private final List<Watched> standing;
    private final Map<String, Watched> others = new ConcurrentHashMap<>();
    private final Duration interval;
    private final Gate gate;
    private boolean open;
    private volatile boolean stopped;

    /** What lets work through or not. */
    interface Gate {
        void open();

        void close();
    }

    /**
     * Begins closed, until each standing place was seen to be well; without one it stays as it is.
     *
     * @param standing the places that all work needs
     */
    Breakers(Collection<Place> standing, Duration interval, Gate gate) {
        this.standing = standing.stream().map(Watched::new).toList();
        this.interval = interval;
        this.gate = gate;
    }

    void start() {
        if (!standing.isEmpty()) {
            gate.close();
        }
        standing.forEach(place -> watch(place, true));
    }

    /** After this the gate is left as it is. */
    synchronized void stop() {
        stopped = true;
    }

    /** The places that all work needs and that are sick. */
    List<Sick> sick() {
        return standing.stream().map(Watched::sick).flatMap(Optional::stream).toList();
    }

    /** How many places are sick. */
    long count() {
        return Stream.concat(standing.stream(), others.values().stream())
                .filter(place -> place.sick().isPresent())
                .count();
    }

    /** A sick place among the standing ones, these, and the one of this name, if any, as it was last seen. */
    Optional<Sick> among(Collection<? extends Place> needed, String waitedFor) {
        Stream<Optional<Sick>> standingOnes = standing.stream().map(Watched::sick);
        List<Watched> named = Stream.concat(needed.stream().map(Place::name), Stream.ofNullable(waitedFor))
                .map(others::get)
                .filter(Objects::nonNull)
                .toList();
        named.forEach(Watched::named);
        Stream<Optional<Sick>> wholes = needed.stream().map(Place::whole).map(this::sickWhole);
        return Stream.of(standingOnes, named.stream().map(Watched::sick), wholes)
                .flatMap(each -> each)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Sick> sickWhole(String whole) {
        List<Watched> parts = others.values().stream()
                .filter(watched ->
                        watched.whole().equals(whole) && watched.sick().isPresent())
                .toList();
        if (parts.size() < SEVERAL) {
            return Optional.empty();
        }
        parts.forEach(Watched::named);
        return parts.getFirst().sick().map(first -> new Sick(whole, first.since(), first.why()));
    }

    /** Asks the standing places and these now; the first that is sick. From now on it is watched until it is well. */
    Optional<Sick> ask(Collection<? extends Place> needed) {
        for (Watched each : standing) {
            Optional<Sick> sick = looked(each);
            if (sick.isPresent()) {
                return sick;
            }
        }
        return needed.stream()
                .filter(place -> standing.stream().noneMatch(each -> each.name().equals(place.name())))
                .map(this::askOther)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Sick> askOther(Place place) {
        Watched fresh = new Watched(place);
        Optional<Sick> sick = fresh.look();
        if (sick.isPresent()) {
            Watched known = others.putIfAbsent(place.name(), fresh);
            if (known == null) {
                told(sick.get());
                watch(fresh, false);
            } else {
                known.named();
            }
        }
        return sick;
    }

    private void watch(Watched place, boolean forEver) {
        Thread.ofVirtual().name("place " + place.name()).start(() -> {
            while (!stopped && goesOn(place, forEver)) {
                LockSupport.parkNanos(interval.toNanos());
            }
        });
    }

    /** A mistake in asking one place must not end its watch: what waits for it would wait for ever. */
    private boolean goesOn(Watched place, boolean forEver) {
        try {
            return forEver ? alwaysOn(place) : untilWell(place);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.errorf(e, "%s cannot be asked whether it is well", place.name());
            return true;
        }
    }

    private boolean alwaysOn(Watched place) {
        looked(place);
        return true;
    }

    private boolean untilWell(Watched place) {
        boolean forgotten = place.countUnnamed() >= FORGOTTEN;
        if (!forgotten && (!place.isDue() || place.look().isPresent())) {
            return true;
        }
        others.remove(place.name());
        LOG.infof(forgotten ? "%s is no longer watched, since nothing waits for it" : "%s is well again", place.name());
        return false;
    }

    /** Asks one of the standing places, and opens or closes the gate by what all of them said. */
    private Optional<Sick> looked(Watched place) {
        Optional<Sick> before = place.sick();
        Optional<Sick> now = place.look();
        if (before.isEmpty()) {
            now.ifPresent(Breakers::told);
        } else if (now.isEmpty()) {
            LOG.infof("%s is well again", place.name());
        }
        decide();
        return now;
    }

    private static void told(Sick sick) {
        LOG.warnf("%s is sick, what needs it waits: %s", sick.place(), sick.why());
    }

    private synchronized void decide() {
        boolean all = standing.stream().allMatch(Watched::well);
        if (all != open && !stopped) {
            open = all;
            if (all) {
                gate.open();
            } else {
                gate.close();
            }
        }
    }
}
