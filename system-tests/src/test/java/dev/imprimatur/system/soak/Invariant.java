package dev.imprimatur.system.soak;

/** What has to hold at any time. */
public enum Invariant {
    /** No late verdict, no restore takes a tag from what is later. */
    ORDER_OF_TRUTH("a tag never goes back in the order of truth unless a rollback says so"),
    /** What is announced as published is what all of its tags are, or something later is. */
    ONE_DIGEST("all tags of a publication are one digest"),
    /** Not for a moment. */
    APPROVED("nothing unapproved is ever under any tag"),
    /** Until it is unblocked, which no run does. */
    BLOCKED("what a rollback blocked comes back under no tag"),
    /** An immutable tag is one digest for ever. */
    REVISION("a revision's tag never becomes another digest"),
    /** Neither by a request to remove it nor with its manifest. */
    NO_TAG_VANISHES("no tag vanishes"),
    /** Of a rebuild, of a rollback, and of each image in them. */
    ONE_OUTCOME("every request ends in exactly one outcome"),
    /** At-least-once may repeat an event, never change it. */
    ONE_CONTENT("an event's id has one content"),
    /** What the services send each other is readable to them. */
    NO_DEAD_LETTER("nothing is set aside as unreadable"),
    /** In the end each tag is what was last announced of it, and the registry has what it was given. */
    SETTLED("in the end each tag is what was announced"),
    /** Queues, outboxes, engine. */
    BASE_LINE("in the end nothing is left of the work");

    private final String promise;

    Invariant(String promise) {
        this.promise = promise;
    }

    @Override
    public String toString() {
        return promise;
    }
}
