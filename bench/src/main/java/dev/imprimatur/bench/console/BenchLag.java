package dev.imprimatur.bench.console;

import dev.imprimatur.bench.process.Times;
import dev.imprimatur.events.Event;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * How long after an event an open page hears of it, and shows it. Images go through their four stages at a steady pace;
 * all of them are among those that the first page shows.
 *
 * @param heard from an event to the stream's word that something changed
 * @param shown from a publication to the fetched page that shows its digest
 * @param perSecond how many events a second were sent
 */
record BenchLag(Times heard, Times shown, double perSecond) {
    private static final int RATE = 200;
    private static final int STAGES = 4;
    /** The variants of 25 versions of the first family. */
    private static final int SHOWN = 100;

    private static final long LONGEST = 30_000_000_000L;
    private static final long LOOK = 20_000_000;

    static BenchLag measured(BenchFeed feed, BenchEvents events, OpenPage page, int images, int seconds, int firstRound)
            throws SQLException {
        long before = feed.last();
        List<Event> sending = sending(events, Math.min(SHOWN, images), rounds(images, seconds), firstRound);
        sending = sending.subList(0, Math.min(sending.size(), RATE * seconds));
        long begin = System.nanoTime();
        for (int i = 0; i < sending.size(); i++) {
            while (System.nanoTime() < begin + i * 1_000_000_000L / RATE) {
                LockSupport.parkNanos(begin + i * 1_000_000_000L / RATE - System.nanoTime());
            }
            feed.send(sending.get(i));
        }
        double took = (System.nanoTime() - begin) / 1e9;
        feed.awaitRecorded();
        Map<String, Long> recorded = feed.recordedAfter(before);
        long last = recorded.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        awaitHeard(page, last);
        return new BenchLag(heard(feed, page, recorded), shown(feed, page, recorded), sending.size() / took);
    }

    /** How many rounds of rebuilds it takes to send for so long. */
    static int rounds(int images, int seconds) {
        return RATE * seconds / STAGES / Math.min(SHOWN, images) + 1;
    }

    /**
     * Signed before, so that signing takes no time from what is measured. Each round is one rebuild; its images follow
     * one another through the stages.
     */
    private static List<Event> sending(BenchEvents events, int images, int rounds, int firstRound) {
        List<Event> sending = new ArrayList<>();
        Instant now = Instant.now();
        for (int round = firstRound; round < firstRound + rounds; round++) {
            for (int number = 0; number < images + STAGES - 1; number++) {
                for (int stage = 0; stage < STAGES; stage++) {
                    int image = number - stage;
                    if (image >= 0 && image < images) {
                        sending.add(event(events, stage, new BenchImage(image), round, now));
                    }
                }
            }
        }
        return sending;
    }

    private static Event event(BenchEvents events, int stage, BenchImage image, int round, Instant at) {
        return switch (stage) {
            case 0 -> events.rendered(image, round, at);
            case 1 -> events.built(image, round, at);
            case 2 -> events.tested(image, round, at);
            default -> events.published(image, round, at);
        };
    }

    private static void awaitHeard(OpenPage page, long last) {
        long end = System.nanoTime() + LONGEST;
        while (page.heard().isEmpty() || page.heard().getLast().seq() < last) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the page did not hear of event " + last);
            }
            LockSupport.parkNanos(LOOK);
        }
    }

    private static Times heard(BenchFeed feed, OpenPage page, Map<String, Long> recorded) {
        TreeMap<Long, Long> at = new TreeMap<>();
        page.heard().forEach(heard -> at.putIfAbsent(heard.seq(), heard.at()));
        List<Long> nanos = new ArrayList<>();
        recorded.forEach((id, seq) -> nanos.add(at.ceilingEntry(seq).getValue() - feed.sentAt(id)));
        return Times.of(nanos);
    }

    private static Times shown(BenchFeed feed, OpenPage page, Map<String, Long> recorded) {
        Map<String, Long> nanos = new HashMap<>();
        long end = System.nanoTime() + LONGEST;
        recorded.keySet().stream().filter(id -> id.endsWith("/publish")).forEach(id -> {
            String[] parts = id.split("/");
            Long at = page.shownAt(Integer.parseInt(parts[2]), Integer.parseInt(parts[1]));
            while (at == null) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("the page never showed " + id);
                }
                LockSupport.parkNanos(LOOK);
                at = page.shownAt(Integer.parseInt(parts[2]), Integer.parseInt(parts[1]));
            }
            nanos.put(id, at - feed.sentAt(id));
        });
        return Times.of(nanos.values());
    }
}
