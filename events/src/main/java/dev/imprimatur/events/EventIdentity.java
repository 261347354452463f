package dev.imprimatur.events;

/**
 * Which event it is: CloudEvents promises that source and id together are unique, and each topic is a namespace of its
 * own, since senders of one topic are not those of another.
 *
 * @param topic the topic that it came on
 * @param source who sent it, CloudEvents' {@code source}; the topic's name if the sender did not say
 * @param id CloudEvents' {@code id}
 */
public record EventIdentity(String topic, String source, String id) {
    /** The longest source and the longest id, in characters. */
    public static final int LONGEST = 512;

    /** @throws IllegalArgumentException if source or id are too long, or hold what a database does not keep as it is */
    public EventIdentity {
        check("source", source);
        check("id", id);
    }

    private static void check(String part, String value) {
        if (value == null || value.isEmpty() || value.length() > LONGEST) {
            throw new IllegalArgumentException("an event's " + part + " has 1 to " + LONGEST + " characters, this one "
                    + (value == null ? "none" : value.length()));
        }
        if (value.codePoints().anyMatch(EventIdentity::isNoText)) {
            throw new IllegalArgumentException(
                    "an event's " + part + " holds no control characters and no half of a pair, this one does");
        }
    }

    private static boolean isNoText(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
    }

    @Override
    public String toString() {
        return id + " of " + source + " on " + topic;
    }
}
