package dev.imprimatur.messaging.deadletter;

import java.util.List;
import java.util.Objects;

/**
 * Who decides on which dead letters, and why.
 *
 * @param ids the letters
 * @param reason why
 * @param requestedBy who, or null
 */
public record Decision(List<String> ids, String reason, String requestedBy) {
    /** How many may be decided on at once. */
    public static final int MOST = 100;

    private static final int LONGEST_REASON = 2048;
    private static final int LONGEST_PERSON = 256;

    /** @throws IllegalArgumentException if there is no letter or no reason, or too much of something */
    public Decision {
        if (ids == null || ids.isEmpty() || ids.size() > MOST || ids.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(
                    "ids: expected 1 to " + MOST + " ids, as GET /api/dead-letters lists them");
        }
        ids = List.copyOf(ids);
        if (reason == null || reason.isBlank()) {
            throw new IllegalArgumentException("reason: is missing; say why");
        }
        check("reason", reason, LONGEST_REASON);
        check("requestedBy", requestedBy, LONGEST_PERSON);
    }

    /** The same on these letters only. */
    public Decision of(List<String> some) {
        return new Decision(some, reason, requestedBy);
    }

    private static void check(String field, String text, int longest) {
        if (text != null && (text.length() > longest || text.codePoints().anyMatch(Character::isISOControl))) {
            throw new IllegalArgumentException(
                    field + ": expected at most " + longest + " characters, and no control characters");
        }
    }
}
