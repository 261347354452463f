package dev.imprimatur.console.order;

import dev.imprimatur.events.RebuildId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;

/** Ids of what the console is asked for: they sort by time, and a person can read when that was. */
public final class NewIds {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private NewIds() {}

    /** An id of this kind, such as {@code rb}, and no other request's, though hundreds come in the same second. */
    public static RebuildId of(String kind, Instant now) {
        int random = ThreadLocalRandom.current().nextInt();
        return new RebuildId("%s-%s-%08x".formatted(kind, STAMP.format(now), random));
    }
}
