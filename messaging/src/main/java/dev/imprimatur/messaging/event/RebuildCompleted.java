package dev.imprimatur.messaging.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Nothing of a rebuild is open any more.
 *
 * @param eventId its identity
 * @param occurredAt when it ended
 * @param rebuildId the rebuild
 * @param outcome whether everything was published, or why not
 * @param reason why it was requested
 * @param requestedAt when it was requested
 * @param published every published image, without those that a rebuild did not change
 * @param failed every image that failed, with the reason
 * @param holes the planned tags that this rebuild did not set, since their images were not published
 * @param failure why there was no plan at all (a broken catalogue, say) or why it was cancelled, or null
 * @param cancelled every image that was not published since the rebuild was cancelled, with where it was
 * @param superseded every image that was left to a newer rebuild
 * @param unchanged every image about which the rebuild changed nothing, with the digest that stayed
 */
public record RebuildCompleted(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        Outcome outcome,
        String reason,
        Instant requestedAt,
        List<Published> published,
        List<Failed> failed,
        List<Tag> holes,
        FailureReport failure,
        List<Failed> cancelled,
        List<Failed> superseded,
        List<Published> unchanged)
        implements Event {

    /** @throws IllegalArgumentException if rebuildId or outcome are missing */
    public RebuildCompleted {
        if (rebuildId == null || outcome == null) {
            throw new IllegalArgumentException("rebuild-completed needs the fields rebuildId and outcome");
        }
        published = published == null ? List.of() : List.copyOf(published);
        failed = failed == null ? List.of() : List.copyOf(failed);
        cancelled = cancelled == null ? List.of() : List.copyOf(cancelled);
        superseded = superseded == null ? List.of() : List.copyOf(superseded);
        unchanged = unchanged == null ? List.of() : List.copyOf(unchanged);
        holes = holes == null ? List.of() : List.copyOf(holes);
    }

    /** How a rebuild ended. */
    public enum Outcome {
        /** Every planned image was published, or is unchanged. */
        SUCCEEDED,
        /** At least one failed. */
        FAILED,
        /** It was cancelled before its end. */
        CANCELLED,
        /** None failed, but at least one was left to a newer rebuild. */
        SUPERSEDED;

        /** Reads the text form, lower case. */
        @JsonCreator
        public static Outcome parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An image that was published.
     *
     * @param image which
     * @param digest its digest
     * @param tags its tags' full references
     */
    public record Published(ImageKey image, Digest digest, List<ImageReference> tags) {}

    /**
     * An image that was not published.
     *
     * @param image which
     * @param stage where it ended: {@code render}, {@code build}, {@code test}, {@code publish} or {@code base}
     * @param failure why
     */
    public record Failed(ImageKey image, String stage, FailureReport failure) {}

    @Override
    public String key() {
        return rebuildId.value();
    }
}
