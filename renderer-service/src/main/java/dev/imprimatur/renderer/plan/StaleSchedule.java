package dev.imprimatur.renderer.plan;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.imprimatur.messaging.time.SharedClock;
import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** When to look for what is stale. */
sealed interface StaleSchedule {
    /** When to look for the first time, if none has looked by this schedule before; never once it is over. */
    Optional<Instant> first(Instant now);

    /** When to look again; never after its last time. */
    Optional<Instant> after(Instant now);

    /** Again and again after this long, at once for a start. */
    record Every(Duration pause) implements StaleSchedule {
        @Override
        public Optional<Instant> first(Instant now) {
            return Optional.of(now);
        }

        @Override
        public Optional<Instant> after(Instant now) {
            return Optional.of(now.plus(pause));
        }
    }

    /** At the times of a cron expression, in UTC. */
    record At(ExecutionTime times) implements StaleSchedule {
        @Override
        public Optional<Instant> first(Instant now) {
            return after(now);
        }

        @Override
        public Optional<Instant> after(Instant now) {
            return times.nextExecution(now.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toInstant);
        }

        private boolean neverComes() {
            ZonedDateTime now = SharedClock.now().atZone(ZoneOffset.UTC);
            return times.nextExecution(now).isEmpty()
                    && times.lastExecution(now).isEmpty();
        }
    }

    /**
     * Reads a duration, or a cron expression as Quarkus has them: with seconds, and either day as {@code ?}. One with a
     * year may be over.
     *
     * @throws IllegalArgumentException if it is neither, or never comes
     */
    static StaleSchedule parse(String text) {
        String expected = "'" + text + "': expected how often, for example 6h, or a cron expression with seconds, for"
                + " example 0 0 3 ? * MON";
        try {
            if (text.strip().contains(" ")) {
                CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));
                At at = new At(ExecutionTime.forCron(parser.parse(text.strip()).validate()));
                if (at.neverComes()) {
                    throw new IllegalArgumentException("it never comes");
                }
                return at;
            }
            Duration pause = DurationConverter.parseDuration(text);
            if (pause == null || pause.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("a second is the least");
            }
            return new Every(pause);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expected + " (" + e.getMessage() + ")", e);
        }
    }
}
