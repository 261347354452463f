package dev.imprimatur.messaging.work;

import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import java.time.Duration;

/**
 * Notices that the database was silent for a while. No instance's heartbeats came through then, so for a moment each
 * looks dead to all others: it is to be heard first.
 */
final class Silence extends AbstractSchedulerListener {
    private final long longestPause;
    private final long grace;
    private volatile long heard = System.nanoTime();
    private volatile long ended = heard;

    /**
     * Of a queue that looks this often.
     *
     * @param look how often it looks for work
     * @param heartbeat how often work in progress is said to go on
     */
    Silence(Duration look, Duration heartbeat) {
        longestPause = look.plus(heartbeat).toNanos();
        grace = heartbeat.multipliedBy(2).toNanos();
    }

    /** The queue has looked for work. */
    @Override
    public void onSchedulerEvent(SchedulerEventType type) {
        if (type == SchedulerEventType.RAN_EXECUTE_DUE) {
            long now = System.nanoTime();
            if (now - heard > longestPause) {
                ended = now;
            }
            heard = now;
        }
    }

    /** Whether the database is silent, or was until a moment ago. */
    boolean lately() {
        long now = System.nanoTime();
        return now - heard > longestPause || now - ended < grace;
    }
}
