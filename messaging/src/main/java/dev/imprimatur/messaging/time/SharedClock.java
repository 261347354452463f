package dev.imprimatur.messaging.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The time that all processes of a service agree on: that of the database, as {@link DatabaseTime} reads it again and
 * again. In between it goes on by {@link System#nanoTime()}, which no change of a machine's clock moves. Until it was
 * read for the first time it is that of the machine.
 *
 * <p>What a service writes into its rows, and compares with what another of its processes wrote there, is by this
 * clock: by one that is an hour ahead, all work in progress would look abandoned, and every rebuild would have taken
 * too long.
 */
public final class SharedClock {
    /** What differs by less is the way to the database and back: time does not go back for that. */
    private static final Duration BLUR = Duration.ofMillis(20);
    /** What differs by more is no drift: the database's clock was set. */
    private static final Duration STEP = Duration.ofSeconds(1);

    /** The same as a {@link Clock}, for what is given one. */
    public static final Clock UTC = new Utc();

    private static volatile Reading last;
    private static volatile Long stepped;

    private SharedClock() {}

    /** A time that was read, when, and how far it may be off. */
    private record Reading(Instant time, long nanos, Duration uncertainty) {
        Instant at(long later) {
            return time.plusNanos(later - nanos);
        }
    }

    /** The time by the database's clock, or by this machine's before that was read. */
    public static Instant now() {
        Reading reading = last;
        return reading == null ? Instant.now() : reading.at(System.nanoTime());
    }

    /**
     * Whether the database's own clock was set in the time before now: what was written before that has another time.
     */
    public static boolean steppedWithin(Duration before) {
        Long at = stepped;
        return at != null && System.nanoTime() - at < before.toNanos();
    }

    /**
     * The earlier of that and the machine's own: what is removed for good is old by both, so that one clock that was
     * set wrong removes nothing.
     */
    public static Instant earliest() {
        Instant shared = now();
        Instant machine = Instant.now();
        return shared.isBefore(machine) ? shared : machine;
    }

    /**
     * It was this time when {@link System#nanoTime()} was that, give or take the uncertainty.
     *
     * @return by how much the clock was set, if the database's was; so it looks too where this machine stood still
     */
    static synchronized Optional<Duration> set(Instant time, long nanos, Duration uncertainty) {
        Reading former = last;
        if (former == null) {
            last = new Reading(time, nanos, uncertainty);
            return Optional.empty();
        }
        Duration off = Duration.between(former.at(nanos), time);
        if (off.abs().compareTo(BLUR.plus(uncertainty)) <= 0) {
            return Optional.empty();
        }
        last = new Reading(time, nanos, uncertainty);
        if (off.abs().compareTo(STEP.plus(former.uncertainty())) <= 0) {
            return Optional.empty();
        }
        stepped = System.nanoTime();
        return Optional.of(off);
    }

    private static final class Utc extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            if (zone.equals(ZoneOffset.UTC)) {
                return this;
            }
            throw new UnsupportedOperationException("this clock is one of UTC");
        }

        @Override
        public Instant instant() {
            return now();
        }
    }

    /** As if it had never been read. */
    static synchronized void forget() {
        last = null;
        stepped = null;
    }
}
