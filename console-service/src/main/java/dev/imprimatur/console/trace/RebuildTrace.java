package dev.imprimatur.console.trace;

import dev.imprimatur.console.rebuild.Rebuild;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Instant;

/** A rebuild as one span, which the traces of its images link to: a trace of thousands of images could not be read. */
final class RebuildTrace {
    private static final String NAME = "rebuild";

    private RebuildTrace() {}

    /** The span of a rebuild. */
    static SpanContext context(String rebuild) {
        return Span.context(TraceIds.trace(rebuild), NAME);
    }

    /** The span of one that has ended. */
    static Span of(Rebuild rebuild) {
        Instant begin = rebuild.requestedAt == null ? rebuild.finishedAt : rebuild.requestedAt;
        return SpanBuilder.builder()
                .context(context(rebuild.id))
                .service("imprimatur")
                .name(NAME)
                .startedAt(begin)
                .endedAt(rebuild.finishedAt)
                .status(
                        rebuild.failure == null
                                ? StatusData.ok()
                                : StatusData.create(StatusCode.ERROR, rebuild.failure.message()))
                .attributes(Span.attributes(
                        "imprimatur.rebuild",
                        rebuild.id,
                        "imprimatur.outcome",
                        rebuild.state.toString(),
                        "imprimatur.reason",
                        rebuild.reason,
                        "imprimatur.priority",
                        rebuild.priority == null ? null : rebuild.priority.toString(),
                        "imprimatur.requested_by",
                        rebuild.requestedBy))
                .build();
    }
}
