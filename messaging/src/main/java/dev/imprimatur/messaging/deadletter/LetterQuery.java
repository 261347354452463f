package dev.imprimatur.messaging.deadletter;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which dead letters are asked for.
 *
 * @param topic only those of this topic, or null
 * @param state only those in this state, or null
 * @param after only those that come after the one with this {@link #place}, or null
 * @param limit how many at most
 */
public record LetterQuery(String topic, LetterState state, String after, int limit) {
    /** How many a page may have. */
    public static final int MOST = 500;

    /** @throws IllegalArgumentException if limit or place are none */
    public LetterQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit: expected 1 to " + MOST + ", not " + limit);
        }
        if (after != null) {
            time(after);
        }
    }

    /** Where a letter stands in the order of all. */
    public static String place(Letter letter) {
        return letter.notedAt() + "/" + letter.id();
    }

    String sql() {
        // What came may be large, and there may be hundreds: a list says how large.
        return "select " + LetterRow.COLUMNS + " from dead_letter where true"
                + (topic == null ? "" : " and topic = ?")
                + (state == null ? "" : " and state = ?")
                + (after == null ? "" : " and (noted_at, id) > (?, ?)")
                + " order by noted_at, id limit ?";
    }

    /** The parameters of that. */
    Object[] values() {
        List<Object> values = new ArrayList<>();
        if (topic != null) {
            values.add(topic);
        }
        if (state != null) {
            values.add(state.name());
        }
        if (after != null) {
            values.add(time(after));
            values.add(after.substring(after.indexOf('/') + 1));
        }
        values.add(limit);
        return values.toArray();
    }

    private static Instant time(String after) {
        try {
            return Instant.parse(after.substring(0, Math.max(0, after.indexOf('/'))));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("after: expected what the page before gave as 'next'", e);
        }
    }
}
