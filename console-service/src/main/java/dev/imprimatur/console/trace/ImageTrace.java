package dev.imprimatur.console.trace;

import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.worker.MadeAttempt;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.Stage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One image's way through one rebuild as spans: the whole of it, below it build, test and publication, and below these
 * each attempt. What lies between them is waiting.
 */
final class ImageTrace {
    private static final String WHOLE = "image";

    private final ImageRun run;
    private final List<MadeAttempt> attempts;
    private final Optional<URI> console;
    private final String trace;
    private final SpanContext whole;

    /**
     * @param run the image's row
     * @param attempts what builder and tester tried for it, in the order of their beginnings
     * @param console where logs are shown, if that is known
     */
    ImageTrace(ImageRun run, List<MadeAttempt> attempts, Optional<URI> console) {
        this.run = run;
        this.attempts = attempts;
        this.console = console;
        this.trace = TraceIds.trace(run.rebuildId, run.image);
        this.whole = Span.context(trace, WHOLE);
    }

    /** Its spans; none of an image of which no time is known, as one whose base failed. */
    List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        stage(Stage.BUILD, run.renderedAt, run.builtAt, run.buildLog).ifPresent(spans::add);
        stage(Stage.TEST, run.builtAt, run.testedAt, run.testLog).ifPresent(spans::add);
        stage(Stage.PUBLISH, run.testedAt, published(), run.publishLog).ifPresent(spans::add);
        for (MadeAttempt attempt : attempts) {
            spans.add(attempt(attempt));
        }
        if (!spans.isEmpty()) {
            spans.addFirst(whole(spans));
        }
        return spans;
    }

    private Span whole(List<Span> parts) {
        Stream<Instant> begins =
                Stream.concat(Stream.ofNullable(run.renderedAt), parts.stream().map(Span::startedAt));
        return SpanBuilder.builder()
                .context(whole)
                .service("imprimatur")
                .name(WHOLE)
                .startedAt(begins.min(Instant::compareTo).orElseThrow())
                .endedAt(parts.stream()
                        .map(Span::endedAt)
                        .max(Instant::compareTo)
                        .orElseThrow())
                .status(status(run.failure))
                .attributes(
                        about("oci.manifest.digest", run.digest, "imprimatur.outcome", run.stage.toString()).toBuilder()
                                .put("container.image.tags", run.tags == null ? new String[0] : run.tags)
                                .put("imprimatur.reason", Objects.toString(run.reason, ""))
                                .build())
                .links(List.of(LinkData.create(RebuildTrace.context(run.rebuildId))))
                .build();
    }

    /** A stage, from its first attempt, or from the end of the stage before where none is known. */
    private Optional<Span> stage(Stage stage, Instant before, Instant endedAt, String log) {
        if (endedAt == null) {
            return Optional.empty();
        }
        String name = stage.word();
        Instant begin = attempts.stream()
                .filter(attempt -> attempt.stage.equals(name))
                .map(attempt -> attempt.startedAt)
                .findFirst()
                .orElse(before == null || before.isAfter(endedAt) ? endedAt : before);
        boolean failed = run.failedIn(stage);
        return Optional.of(SpanBuilder.builder()
                .context(Span.context(trace, name))
                .parent(whole)
                .service(service(name))
                .name(name)
                .startedAt(begin)
                .endedAt(endedAt)
                .status(status(failed ? run.failure : null))
                .attributes(about(
                        "imprimatur.log",
                        log,
                        "url.full",
                        log == null
                                ? null
                                : console.map(at -> at.resolve("/logs/" + log).toString())
                                        .orElse(null),
                        "error.type",
                        failed ? run.failure.kind() : null))
                .build());
    }

    private Span attempt(MadeAttempt attempt) {
        return SpanBuilder.builder()
                .context(Span.context(trace, attempt.stage + "/" + attempt.number + "/" + attempt.startedAt))
                .parent(Span.context(trace, attempt.stage))
                .service(service(attempt.stage))
                .name(attempt.stage + " attempt")
                .startedAt(attempt.startedAt)
                .endedAt(attempt.endedAt())
                .status(attempt.kind == null ? StatusData.ok() : StatusData.create(StatusCode.ERROR, attempt.message))
                .attributes(about(
                        "imprimatur.attempt",
                        Integer.toString(attempt.number),
                        "imprimatur.worker",
                        attempt.worker,
                        "error.type",
                        attempt.kind))
                .build();
    }

    private Attributes about(String... more) {
        return Span.attributes("imprimatur.image", run.image, "imprimatur.rebuild", run.rebuildId).toBuilder()
                .putAll(Span.attributes(more))
                .build();
    }

    /** When its publication ended, well or not. */
    private Instant published() {
        return run.failedIn(Stage.PUBLISH) ? run.failedAt : run.publishedAt;
    }

    private static StatusData status(FailureReport failure) {
        return failure == null ? StatusData.ok() : StatusData.create(StatusCode.ERROR, failure.message());
    }

    private static String service(String stage) {
        return Stage.of(stage)
                .map(known -> switch (known) {
                    case BUILD -> "imprimatur-builder";
                    case TEST -> "imprimatur-tester";
                    case RENDER, PUBLISH, BASE -> "imprimatur-publisher";
                })
                .orElse("imprimatur-publisher");
    }
}
