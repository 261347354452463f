package dev.imprimatur.console.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Something that began and ended, of which the read model knows both.
 *
 * @param context which span it is, of which trace
 * @param parent what it is a part of
 * @param service who did it, as {@code service.name}
 * @param name what was done, one of a few words
 * @param startedAt when it began
 * @param endedAt when it ended
 * @param status whether it went well, and what was wrong if not
 * @param attributes what else is known of it
 * @param links spans of other traces that it belongs with
 */
@RecordBuilder
record Span(
        SpanContext context,
        SpanContext parent,
        String service,
        String name,
        Instant startedAt,
        Instant endedAt,
        StatusData status,
        Attributes attributes,
        List<LinkData> links)
        implements SpanData {
    private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("dev.imprimatur.console");

    /** Takes missing links as none, and one without a parent as the whole of its trace. */
    Span {
        parent = parent == null ? SpanContext.getInvalid() : parent;
        links = links == null ? List.of() : List.copyOf(links);
    }

    /** The context of a span, by its place in a trace. */
    static SpanContext context(String trace, String place) {
        return SpanContext.create(trace, TraceIds.span(trace, place), TraceFlags.getSampled(), TraceState.getDefault());
    }

    /** The attributes of which something is known: texts by name, a name without a text being left out. */
    static Attributes attributes(String... namesAndTexts) {
        AttributesBuilder attributes = Attributes.builder();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            if (namesAndTexts[i + 1] != null) {
                attributes.put(AttributeKey.stringKey(namesAndTexts[i]), namesAndTexts[i + 1]);
            }
        }
        return attributes.build();
    }

    @Override
    public SpanContext getSpanContext() {
        return context;
    }

    @Override
    public SpanContext getParentSpanContext() {
        return parent;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public StatusData getStatus() {
        return status;
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public List<LinkData> getLinks() {
        return links;
    }

    @Override
    public SpanKind getKind() {
        return SpanKind.INTERNAL;
    }

    @Override
    public Resource getResource() {
        return Resource.create(attributes("service.namespace", "imprimatur", "service.name", service));
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return SCOPE;
    }

    @Override
    @SuppressWarnings("deprecation") // which the interface still asks for
    public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create(SCOPE.getName(), null);
    }

    @Override
    public long getStartEpochNanos() {
        return nanos(startedAt);
    }

    @Override
    public long getEndEpochNanos() {
        return nanos(endedAt);
    }

    private static long nanos(Instant when) {
        return TimeUnit.SECONDS.toNanos(when.getEpochSecond()) + when.getNano();
    }

    @Override
    public List<EventData> getEvents() {
        return List.of();
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public int getTotalRecordedEvents() {
        return 0;
    }

    @Override
    public int getTotalRecordedLinks() {
        return links.size();
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }
}
