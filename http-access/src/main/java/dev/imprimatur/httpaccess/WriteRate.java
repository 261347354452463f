package dev.imprimatur.httpaccess;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often an asker may ask for a change: so many at once, and as many again in each minute. */
public final class WriteRate {
    private static final int MOST_ASKERS = 10_000;
    private static final double MINUTE = 60_000;

    private final int aMinute;
    private final Clock clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_ASKERS;
        }
    };

    /** What an asker has left, as of a time. */
    private record Bucket(double left, long at) {}

    /** @throws IllegalArgumentException if it allows nothing */
    public WriteRate(int aMinute, Clock clock) {
        if (aMinute < 1) {
            throw new IllegalArgumentException(
                    "imprimatur.http.writes-a-minute: " + aMinute + " lets nothing be changed; expected at least 1");
        }
        this.aMinute = aMinute;
        this.clock = clock;
    }

    /** What is said to an asker who has none left for so many seconds. */
    public String refusal(String asker, int seconds) {
        return "more than " + aMinute + " requests that change something came from " + asker
                + " in a minute (imprimatur.http.writes-a-minute); ask again in " + seconds + " s";
    }

    /**
     * Takes one of those that the asker has left.
     *
     * @param asker an address, or what else names it
     * @return 0; where none is left, in how many seconds there is one again
     */
    public synchronized int take(String asker) {
        long now = clock.millis();
        Bucket before = buckets.getOrDefault(asker, new Bucket(aMinute, now));
        double left = Math.min(aMinute, before.left() + Math.max(0, now - before.at()) * aMinute / MINUTE);
        boolean taken = left >= 1;
        buckets.put(asker, new Bucket(taken ? left - 1 : left, now));
        return taken ? 0 : (int) Math.max(1, Math.ceil((1 - left) * MINUTE / aMinute / 1000));
    }
}
