package dev.imprimatur.console.trace;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The collector that takes traces, by OTLP over HTTP. */
@ApplicationScoped
class Collector {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    @Inject
    TraceConfig config;

    private OtlpHttpSpanExporter exporter;

    /** @throws IllegalArgumentException if what is configured cannot be one, naming the key */
    void check(@Observes StartupEvent event) {
        config.endpoint()
                .filter(address -> address.getHost() == null || !SCHEMES.contains(address.getScheme()))
                .ifPresent(address -> {
                    throw new IllegalArgumentException("imprimatur.console.traces.endpoint (or"
                            + " OTEL_EXPORTER_OTLP_ENDPOINT): expected http://host:4318 or https://…, an OTLP collector's"
                            + " address for HTTP; what is set has the scheme " + address.getScheme());
                });
    }

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
