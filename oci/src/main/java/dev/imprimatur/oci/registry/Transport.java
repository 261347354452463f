package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.http.TimedBody;
import dev.imprimatur.oci.http.UriReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Sends one request: in time, with the authorization that the registry asks for, to where it redirects. */
final class Transport {
    private static final System.Logger LOG = System.getLogger(Transport.class.getName());
    private static final int MOST_REDIRECTS = 5;
    private static final int HIGHEST_PORT = 65_535;
    private static final Set<String> ASKED = Set.of("http", "https");
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final HttpClient http;
    private final Map<Registry, Known> clients = new ConcurrentHashMap<>();
    private final RegistryClientSettings settings;
    private final CertificateFolders certificates;
    private final Path ownCertificates;
    private final Authorization authorization;

    Transport(RegistryClientSettings settings, DockerConfig logins) {
        this.settings = settings;
        this.http = client().build();
        this.ownCertificates = logins.folder().resolve("certs.d");
        this.certificates = new CertificateFolders(List.of(ownCertificates, Path.of("/etc/docker/certs.d")));
        this.authorization = new Authorization(logins, this);
    }

    private HttpClient.Builder client() {
        // HTTP/1.1: without TLS a registry would otherwise be asked to upgrade the connection with every request.
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER);
    }

    /**
     * The one with the registry's own certificates, also for its token server and where it redirects to; another one as
     * soon as its files change. Files that cannot be read while others are known count once they can, and are warned of
     * once.
     */
    private HttpClient client(Registry registry) {
        List<CertificateFolders.State> files = certificates.files(registry);
        return clients.compute(registry, (each, known) -> {
                    if (known != null && known.files.equals(files)) {
                        return known;
                    }
                    try {
                        return new Known(
                                files,
                                List.of(),
                                CertificateFolders.tls(files)
                                        .map(tls -> client().sslContext(tls).build())
                                        .orElse(http));
                    } catch (RegistryException e) {
                        if (known == null) {
                            throw new RegistryException(e.kind(), registry, 0, null, e.getMessage(), e);
                        }
                        if (!known.refused.equals(files)) {
                            LOG.log(
                                    System.Logger.Level.WARNING,
                                    "for registry " + registry + " what was known before counts: " + e.getMessage());
                        }
                        return new Known(known.files, files, known.http);
                    }
                })
                .http;
    }

    private record Known(
            List<CertificateFolders.State> files, List<CertificateFolders.State> refused, HttpClient http) {}

    /**
     * The answer, whatever its status.
     *
     * @throws RegistryException if there is none
     */
    HttpResponse<InputStream> send(Request request) {
        Optional<String> shown = authorization.header(request);
        HttpResponse<InputStream> response = followed(request, shown);
        Optional<String> other = other(request, shown, response);
        if (other.isEmpty()) {
            return response;
        }
        if (!request.repeatable()) {
            throw new RegistryException(
                    Kind.UPLOAD_INTERRUPTED,
                    request.registry(),
                    "the token of " + request.registry() + " ran out during an upload");
        }
        return followed(request, other);
    }

    /** Only the registry itself learns who asks: where it redirects to could name a token server of its own. */
    private Optional<String> other(Request request, Optional<String> shown, HttpResponse<InputStream> response) {
        if (!request.isRegistry(response.uri())) {
            return Optional.empty();
        }
        return switch (response.statusCode()) {
            case 401 -> authorization.renew(request, shown, ReadHeader.values(request, response, "WWW-Authenticate"));
            case 403 -> later(request, shown, response);
            default -> Optional.empty();
        };
    }

    /** Where no login is to be had just now, the message says what the registry said all the same. */
    private Optional<String> later(Request request, Optional<String> shown, HttpResponse<InputStream> response) {
        try {
            return authorization.later(request, shown);
        } catch (RegistryException e) {
            String why = Refusal.of(request, response).getMessage() + "; whether its login has ended is not known: "
                    + e.getMessage();
            throw new RegistryException(e.kind(), request.registry(), why);
        }
    }

    private HttpResponse<InputStream> followed(Request request, Optional<String> shown) {
        Request next = request;
        for (int redirects = 0; ; redirects++) {
            // Where a registry redirects to learns nothing of the registry's authorization.
            HttpResponse<InputStream> response = exchange(next, next.goesToRegistry() ? shown : Optional.empty());
            Optional<String> location = response.headers().firstValue("Location");
            boolean safe = request.method().equals("GET") || request.method().equals("HEAD");
            if (!safe || location.isEmpty() || !REDIRECTS.contains(response.statusCode())) {
                return response;
            }
            URI target = place(request, response, location.get());
            if (redirects == MOST_REDIRECTS) {
                throw RegistryClient.unexpected(request, "it redirects without end");
            }
            next = next.to(target);
        }
    }

    /** Where an answer sends to, by its header {@code Location}: from TLS to nothing without it. */
    static URI place(Request request, HttpResponse<?> response, String location) {
        URI place = address(request, response.uri(), location);
        if (response.uri().getScheme().equals("https") && !"https".equals(place.getScheme())) {
            throw RegistryClient.unexpected(
                    request,
                    "it sends from https to " + place.getScheme() + "://" + place.getAuthority()
                            + "; let the proxy before it pass on X-Forwarded-Proto");
        }
        return place;
    }

    /** What an answer names as an address, if it is one that can be asked. */
    static URI address(Request request, URI from, String named) {
        try {
            URI address = UriReference.resolve(from, named);
            if (address.getHost() != null
                    && address.getPort() <= HIGHEST_PORT
                    && ASKED.contains(address.getScheme().toLowerCase(Locale.ROOT))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw RegistryClient.unexpected(
                request, "it names '" + named + "' as the place, which is no address that can be asked");
    }

    /** One exchange on the wire, with this authorization and no other. */
    HttpResponse<InputStream> exchange(Request request, Optional<String> shown) {
        Duration whole = request.timeout() == null ? settings.requestTimeout() : request.timeout();
        Duration timeout = request.streaming() ? settings.requestTimeout() : whole;
        HttpRequest.Builder builder = builder(request).timeout(timeout).method(request.method(), request.body());
        request.headers().forEach(builder::header);
        shown.ifPresent(value -> builder.header("Authorization", value));
        CompletableFuture<HttpResponse<InputStream>> answer =
                client(request.registry()).sendAsync(builder.build(), head -> body(request, head.statusCode(), whole));
        try {
            // The request's own time-out ends with the headers; this one includes a body that is taken whole.
            return answer.get(timeout.toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw failure(request, Kind.INTERRUPTED, "interrupted", e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw failure(request, Kind.TIMEOUT, "its answer did not end within " + timeout, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw failure(request, timeout, cause instanceof CompletionException ? cause.getCause() : cause);
        }
    }

    /** A registry may have a name that no address can have, such as {@code r.1}. */
    private static HttpRequest.Builder builder(Request request) {
        try {
            return HttpRequest.newBuilder(request.uri());
        } catch (IllegalArgumentException e) {
            throw failure(
                    request, Kind.UNEXPECTED_ANSWER, request.uri() + " cannot be asked (" + e.getMessage() + ")", e);
        }
    }

    private HttpResponse.BodySubscriber<InputStream> body(Request request, int status, Duration whole) {
        if (status / 100 != 2) {
            return BoundedBody.beginning(Refusal.LONGEST_BODY);
        }
        if (request.streaming()) {
            return BodySubscribers.mapping(
                    BodySubscribers.ofInputStream(),
                    body -> new TimedBody(
                            body,
                            settings.requestTimeout(),
                            whole,
                            () -> late(request, settings.requestTimeout(), whole)));
        }
        return BoundedBody.whole(
                request.most(),
                () -> RegistryClient.unexpected(request, "its answer has more than " + request.most() + " bytes"));
    }

    private static RegistryException late(Request request, Duration piece, Duration whole) {
        return failure(
                request,
                Kind.TIMEOUT,
                "its answer stood still for " + piece + ", or did not end within " + whole,
                null);
    }

    private RegistryException failure(Request request, Duration timeout, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return failure(request, Kind.REGISTRY_UNREACHABLE, "it does not accept the connection in time", cause);
        }
        if (cause instanceof HttpTimeoutException) {
            return failure(request, Kind.TIMEOUT, "no answer within " + timeout, cause);
        }
        if (root instanceof UnresolvedAddressException || root instanceof UnknownHostException) {
            return failure(request, Kind.NAME_RESOLUTION, "its name cannot be resolved; check it and the DNS", cause);
        }
        if (cause instanceof SSLException && !(root instanceof EOFException)) {
            return failure(
                    request,
                    Kind.TLS,
                    TlsAdvice.on(
                            root, ownCertificates.resolve(request.registry().host())),
                    cause);
        }
        if (cause instanceof RegistryException known) {
            return known;
        }
        if (cause instanceof ConnectException) {
            return failure(
                    request,
                    Kind.REGISTRY_UNREACHABLE,
                    "nothing accepts connections at " + request.uri().getAuthority() + "; is it running?",
                    cause);
        }
        if (cause instanceof IOException) {
            String why = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
            return failure(request, Kind.REGISTRY_UNREACHABLE, "the connection broke (" + why + ")", cause);
        }
        return failure(request, Kind.UNEXPECTED_ANSWER, cause.toString(), cause);
    }

    private static RegistryException failure(Request request, Kind kind, String why, Throwable cause) {
        return new RegistryException(
                kind,
                request.registry(),
                0,
                null,
                "registry " + request.registry() + " did not " + request.action() + ": " + why,
                cause);
    }
}
