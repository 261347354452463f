package dev.imprimatur.system.soak;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Something that was seen from outside, and when. A tag is written {@code repository:tag}, an image
 * {@code family/version/variant}.
 */
@JsonTypeInfo(use = Id.NAME, property = "entry")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Entry.Requested.class, name = "Requested"),
    @JsonSubTypes.Type(value = Entry.Ordered.class, name = "Ordered"),
    @JsonSubTypes.Type(value = Entry.Judged.class, name = "Judged"),
    @JsonSubTypes.Type(value = Entry.Published.class, name = "Published"),
    @JsonSubTypes.Type(value = Entry.RolledBack.class, name = "RolledBack"),
    @JsonSubTypes.Type(value = Entry.Completed.class, name = "Completed"),
    @JsonSubTypes.Type(value = Entry.TagPut.class, name = "TagPut"),
    @JsonSubTypes.Type(value = Entry.MirrorPut.class, name = "MirrorPut"),
    @JsonSubTypes.Type(value = Entry.MirrorObserved.class, name = "MirrorObserved"),
    @JsonSubTypes.Type(value = Entry.TagDeleted.class, name = "TagDeleted"),
    @JsonSubTypes.Type(value = Entry.Observed.class, name = "Observed"),
    @JsonSubTypes.Type(value = Entry.Sent.class, name = "Sent"),
    @JsonSubTypes.Type(value = Entry.Forged.class, name = "Forged"),
    @JsonSubTypes.Type(value = Entry.Level.class, name = "Level"),
    @JsonSubTypes.Type(value = Entry.Fault.class, name = "Fault"),
    @JsonSubTypes.Type(value = Entry.Ended.class, name = "Ended")
})
public sealed interface Entry {
    /** When it happened: at the registry, or when its event was written. */
    Instant at();

    /** Where it belongs among entries of the same millisecond: causes before what they cause. */
    @JsonIgnore
    default int rank() {
        return switch (this) {
            case Forged f -> 0;
            case Requested r -> 0;
            case Ordered o -> 1;
            case Judged j -> 2;
            case TagPut p -> 3;
            case TagDeleted d -> 3;
            case MirrorPut p -> 4;
            case Published p -> 4;
            case RolledBack r -> 5;
            case Completed c -> 6;
            case Sent s -> 7;
            case Observed o -> 8;
            case MirrorObserved o -> 8;
            case Level l -> 8;
            case Fault f -> 8;
            case Ended e -> 9;
        };
    }

    /** A rebuild or rollback was requested; {@code about} says which, for people. */
    record Requested(Instant at, String id, String about) implements Entry {}

    /** A rollback of what this reference names got its place in the order of truth. */
    record Ordered(Instant at, String id, long place, String reference) implements Entry {}

    /** A digest was judged for a rebuild, which has this place; {@code signed} if a tester's key signed just that. */
    record Judged(Instant at, String rebuild, String image, String digest, long place, boolean approved, boolean signed)
            implements Entry {}

    /**
     * A publication was announced, under the id of its event.
     *
     * @param operation the rebuild or rollback that it is part of
     * @param tags what is announced as the digest; empty after a failure
     * @param failure its kind, or null
     */
    record Published(
            Instant at, String event, String operation, String image, String digest, List<String> tags, String failure)
            implements Entry {}

    /**
     * The end of a rollback was announced, under the id of its event.
     *
     * @param blocked the digest that must not be published again, or null
     * @param failure its kind, or null
     */
    record RolledBack(
            Instant at,
            String event,
            String id,
            String image,
            String digest,
            String blocked,
            List<String> tags,
            String failure)
            implements Entry {}

    /**
     * The end of a rebuild was announced, under the id of its event.
     *
     * @param published each published image's digest
     * @param others the images in each of the other lists, by the list's name
     */
    record Completed(
            Instant at,
            String event,
            String id,
            String outcome,
            Map<String, String> published,
            Map<String, List<String>> others)
            implements Entry {}

    /** The registry took a manifest under a tag. */
    record TagPut(Instant at, String tag, String digest) implements Entry {}

    /** The mirror took a manifest under a tag. */
    record MirrorPut(Instant at, String tag, String digest) implements Entry {}

    /** A tag was read from the mirror; digest is null where it has none. */
    record MirrorObserved(Instant at, String tag, String digest) implements Entry {}

    /** The registry removed a manifest: {@code repository:tag}, or {@code repository@digest}. */
    record TagDeleted(Instant at, String reference) implements Entry {}

    /** A tag was read from the registry; digest is null where it has none. */
    record Observed(Instant at, String tag, String digest) implements Entry {}

    /** A record lay on a topic; {@code content} is the hash of its value. */
    record Sent(Instant at, String topic, String source, String id, String content) implements Entry {}

    /**
     * A record that no service sent is about to lie on a topic; {@code content} as in {@link Sent}, {@code about} for
     * people.
     */
    record Forged(Instant at, String topic, String content, String about) implements Entry {}

    /** How much there was of something that comes and goes, in the beginning and at the end. */
    record Level(Instant at, String what, long count) implements Entry {}

    /** Something was broken on purpose. */
    record Fault(Instant at, String what) implements Entry {}

    /** Everything was whole again and had had its time. */
    record Ended(Instant at) implements Entry {}
}
