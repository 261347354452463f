package dev.imprimatur.console.trace;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The collector that takes traces, by OTLP over HTTP. */
@ApplicationScoped
class Collector {
    @Inject
    TraceConfig config;

    private OtlpHttpSpanExporter exporter;

    /** Whether there is one. */
    boolean isThere() {
        return config.endpoint().isPresent();
    }

    /**
     * Sends spans. Why it did not take them the exporter logs.
     *
     * @return whether it did
     */
    boolean take(List<? extends SpanData> spans) {
        CompletableResultCode result = exporter().export(List.copyOf(spans));
        result.join(2 * config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        return result.isSuccess();
    }

    private synchronized OtlpHttpSpanExporter exporter() {
        if (exporter == null) {
            OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                    .setEndpoint(config.endpoint().orElseThrow().toString().replaceFirst("/*$", "") + "/v1/traces")
                    .setTimeout(config.timeout())
                    .setCompression("gzip")
                    // The queue tries again, and remembers to.
                    .setRetryPolicy(null);
            config.headers().forEach(builder::addHeader);
            exporter = builder.build();
        }
        return exporter;
    }

    @PreDestroy
    synchronized void close() {
        if (exporter != null) {
            exporter.shutdown();
        }
    }
}
