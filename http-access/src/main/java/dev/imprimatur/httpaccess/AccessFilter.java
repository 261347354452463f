package dev.imprimatur.httpaccess;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Stands before every route of a service and answers what {@link Access} refuses. */
@ApplicationScoped
class AccessFilter {
    /** Which installation answers, and in a request, which one is meant. */
    private static final String INSTALLATION = "Imprimatur-Installation";

    /** Before all of Quarkus' own filters. */
    private static final int FIRST = 1000;

    private static final Logger LOG = Logger.getLogger(AccessFilter.class);

    @Inject
    HttpConfig config;

    @Inject
    Peers peers;

    @ConfigProperty(name = "quarkus.application.name")
    String service;

    @ConfigProperty(name = "quarkus.http.host")
    String bound;

    @ConfigProperty(name = "quarkus.http.limits.max-body-size")
    MemorySize largestBody;

    /**
     * @throws IllegalArgumentException if a configured name is none, there is no secret where one is needed, or no
     *     write is allowed
     */
    void register(@Observes Filters filters) {
        Access access = new Access(
                Names.of(service, bound, config.hosts().orElse(List.of())),
                peers.expected(bound),
                config.installation(),
                largestBody.asLongValue(),
                config.forms(),
                rate());
        if (config.callers() == HttpConfig.Callers.ANYONE && !config.asksForTokens()) {
            LOG.warn("imprimatur.http.callers=anyone: whatever reaches this port may ask this service for everything");
        }
        filters.register(context -> filter(access, context), FIRST);
    }

    /** What asks for tokens counts by token, so that the requests of others take nothing from who has one. */
    private Optional<WriteRate> rate() {
        WriteRate rate = new WriteRate(config.writesAMinute(), Clock.systemUTC());
        return config.asksForTokens() ? Optional.empty() : Optional.of(rate);
    }

    private void filter(Access access, RoutingContext context) {
        config.installation().ifPresent(id -> context.response().putHeader(INSTALLATION, id));
        access.refusal(asked(context)).ifPresentOrElse(refusal -> answer(context, refusal), context::next);
    }

    private static void answer(RoutingContext context, Refusal refusal) {
        context.request().resume();
        refusal.headers().forEach(context.response()::putHeader);
        context.response()
                .setStatusCode(refusal.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(JsonObject.of(
                                "error", refusal.error(),
                                "message", refusal.message(),
                                "type", "urn:imprimatur:problem:" + refusal.error(),
                                "title", refusal.error().replace('-', ' '),
                                "status", refusal.status(),
                                "detail", refusal.message())
                        .encode());
    }

    private static Asked asked(RoutingContext context) {
        HttpServerRequest request = context.request();
        return AskedBuilder.builder()
                .method(request.method().name())
                .path(context.normalizedPath())
                .address(request.uri())
                .host(host(request))
                .origin(request.getHeader(HttpHeaders.ORIGIN))
                .contentType(request.getHeader(HttpHeaders.CONTENT_TYPE))
                .bodySize(bodySize(request))
                .installation(request.getHeader(INSTALLATION))
                .connected(
                        request.localAddress() == null
                                ? null
                                : request.localAddress().hostAddress())
                .bearer(Bearer.of(request.headers().getAll(HttpHeaders.AUTHORIZATION)))
                .client(
                        request.remoteAddress() == null
                                ? ""
                                : request.remoteAddress().hostAddress())
                .build();
    }

    private static String host(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return request.authority() == null ? null : request.authority().toString();
        }
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        return hosts.size() == 1 ? hosts.getFirst() : null;
    }

    private static long bodySize(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null ? 0 : Asked.UNKNOWN_SIZE;
        }
        return length.matches("\\d{1,18}") ? Long.parseLong(length) : Asked.UNKNOWN_SIZE;
    }
}
