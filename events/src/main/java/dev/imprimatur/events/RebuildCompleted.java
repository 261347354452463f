package dev.imprimatur.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Nothing of a rebuild is open any more. Its lists are whole as long as they have no more than 200 KiB; what is cut is
 * had from the console's and the renderer's {@code /api/rebuilds/<id>/images}.
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
 * @param truncated true if lists are cut, so that each holds its beginning only; else null
 * @param counts how long each list is in truth; null unless lists are cut
 * @param envelope what the renderer signs of all of it: a DSSE envelope around an in-toto statement; null from
 *     renderers that signed candidates alone
 */
@RecordBuilder
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
        List<Published> unchanged,
        Boolean truncated,
        Counts counts,
        SignedEnvelope envelope)
        implements SignedEvent<RebuildCompleted> {
    /** The most bytes of JSON with whole lists. */
    public static final int LARGEST = 200 * 1024;

    /**
     * How long the lists are.
     *
     * @param published of published images
     * @param failed of failed ones
     * @param holes of tags that were not set
     * @param cancelled of images that were not published since the rebuild was cancelled
     * @param superseded of images that were left to a newer rebuild
     * @param unchanged of images about which the rebuild changed nothing
     */
    public record Counts(int published, int failed, int holes, int cancelled, int superseded, int unchanged) {}

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

    /** The same, with its lists cut if they are too long for an event. */
    public RebuildCompleted fitting() {
        int size = Cut.size(List.of(published, failed, holes, cancelled, superseded, unchanged));
        if (size <= LARGEST) {
            return this;
        }
        Cut cut = new Cut((double) LARGEST / size);
        return RebuildCompletedBuilder.builder(this)
                .published(cut.of(published))
                .failed(cut.of(failed))
                .holes(cut.of(holes))
                .cancelled(cut.of(cancelled))
                .superseded(cut.of(superseded))
                .unchanged(cut.of(unchanged))
                .truncated(true)
                .counts(new Counts(
                        published.size(),
                        failed.size(),
                        holes.size(),
                        cancelled.size(),
                        superseded.size(),
                        unchanged.size()))
                .build();
    }

    @Override
    public RebuildCompleted signed(SignedEnvelope inEnvelope) {
        return RebuildCompletedBuilder.builder(this).envelope(inEnvelope).build();
    }

    /** Whether its lists are cut. */
    public boolean cut() {
        return Boolean.TRUE.equals(truncated);
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
