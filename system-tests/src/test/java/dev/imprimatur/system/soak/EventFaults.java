package dev.imprimatur.system.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What becomes of events: they come again, in another order too, and beside them come forged ones. */
final class EventFaults {
    private static final int EVENTS = 20;

    private final Random chance;
    private final Pace pace;
    private final TopicWatch topics;
    private final Echo echo;
    private final Forger forger;
    private final History history;
    private final Clockwork clockwork;

    EventFaults(Random chance, Pace pace, TopicWatch topics, Echo echo, History history, Clockwork clockwork) {
        this.chance = chance;
        this.pace = pace;
        this.topics = topics;
        this.echo = echo;
        this.forger = new Forger(chance);
        this.history = history;
        this.clockwork = clockwork;
    }

    /** Some of all that there were come once more. */
    void again() {
        List<ConsumerRecord<String, byte[]>> records = events();
        if (records.isEmpty()) {
            return;
        }
        note(EVENTS + " events again");
        for (int count = 0; count < EVENTS; count++) {
            echo.again(records.get(chance.nextInt(records.size())));
        }
    }

    /** The last ones come once more after a while, what came of something before that. */
    void inAnotherOrder() throws InterruptedException {
        List<ConsumerRecord<String, byte[]>> records = events();
        List<ConsumerRecord<String, byte[]>> last =
                new ArrayList<>(records.subList(Math.max(0, records.size() - EVENTS), records.size()));
        if (last.isEmpty()) {
            return;
        }
        Duration outage = pace.outage(chance);
        note(last.size() + " events again in another order, held for " + outage.toMillis() + " ms");
        clockwork.pass(outage);
        Collections.shuffle(last, chance);
        last.forEach(echo::again);
    }

    /** One of each kind of forgery that there is something to make of. */
    void forged() {
        List<Forger.Forgery> forgeries = forger.of(events());
        if (forgeries.isEmpty()) {
            return;
        }
        note("forged events");
        for (Forger.Forgery forgery : forgeries) {
            history.add(new Entry.Forged(Instant.now(), forgery.record().topic(), forgery.content(), forgery.about()));
            echo.again(forgery.record());
        }
    }

    private List<ConsumerRecord<String, byte[]>> events() {
        return topics.records().stream()
                .filter(record -> !record.topic().endsWith(".dlq"))
                .toList();
    }

    private void note(String what) {
        history.add(new Entry.Fault(Instant.now(), what));
    }
}
