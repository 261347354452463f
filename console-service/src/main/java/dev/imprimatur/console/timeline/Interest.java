package dev.imprimatur.console.timeline;

/**
 * Which events are waited for.
 *
 * @param kind by what they are distinguished
 * @param what the rebuild or the key, or null for all
 */
public record Interest(Kind kind, String what) {

    /** By what events are distinguished. */
    public enum Kind {
        /** Not at all: all are waited for. */
        ALL("true"),
        /** None is waited for. */
        NONE("false"),
        /** By their rebuild. */
        REBUILD("rebuild_id = :what"),
        /**
         * By what they are about; the end of any rebuild may name an image of which no other event says how it ended.
         */
        KEY("(key = :what or topic = 'rebuild-completed')");

        private final String condition;

        Kind(String condition) {
            this.condition = condition;
        }
    }

    /** Every event. */
    public static final Interest ALL = new Interest(Kind.ALL, null);

    /** No event. */
    public static final Interest NONE = new Interest(Kind.NONE, null);

    String condition() {
        return kind.condition;
    }
}
