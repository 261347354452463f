package dev.imprimatur.console.why;

import dev.imprimatur.console.image.PublishedImage;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.RunState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whatever people name an image by: its key, its digest, or a tag with or without its registry.
 *
 * @param text what they say
 */
record Reference(String text) {
    private static final Pattern DIGEST = Pattern.compile("(?:.*@)?(sha256:[a-f0-9]{64})");
    private static final String NEWEST =
            " order by coalesce(renderedAt, builtAt, testedAt, failedAt, publishedAt) desc nulls last, id desc";

    /**
     * The newest run of the image that this names, which is the one that began last: the published one, where a tag
     * names one.
     */
    Optional<ImageRun> find() {
        Matcher digest = DIGEST.matcher(text);
        if (digest.matches()) {
            return newest("digest = ?1 or imageId = ?1", digest.group(1));
        }
        return newest("image = ?1", text)
                .or(this::ofLog)
                .or(this::published)
                .or(() -> newest("array_contains(plannedTags, ?1) = true or array_contains(tags, ?1) = true", text));
    }

    /** Of a stage that goes on no event has named the log yet, but its id follows from rebuild and image. */
    private Optional<ImageRun> ofLog() {
        return newest("buildLog = ?1 or testLog = ?1 or publishLog = ?1", text)
                .or(() -> ImageRun.<ImageRun>stream(
                                "stage in ?1", List.of(RunState.RENDERED, RunState.BUILT, RunState.TESTED))
                        .filter(run -> StageLogs.of(run, topic -> null).stream()
                                .anyMatch(log -> log.id().equals(text)))
                        .findFirst());
    }

    private Optional<ImageRun> published() {
        return PublishedImage.all().stream()
                .filter(image -> Arrays.stream(image.tags).anyMatch(this::names))
                .findFirst()
                .flatMap(image -> ImageRun.find("rebuildId = ?1 and image = ?2", image.rebuildId, image.image)
                        .firstResultOptional());
    }

    private boolean names(String tag) {
        return tag.equals(text) || tag.substring(tag.indexOf('/') + 1).equals(text);
    }

    private static Optional<ImageRun> newest(String condition, String parameter) {
        return ImageRun.<ImageRun>find("(" + condition + ")" + NEWEST, parameter)
                .firstResultOptional();
    }
}
