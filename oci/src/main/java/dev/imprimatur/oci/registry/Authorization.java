package dev.imprimatur.oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Remembers with which {@code Authorization} a registry lets requests in: a login (Basic), or a token that a token
 * server gave for the wanted scopes (Bearer, after Docker's token authentication).
 */
final class Authorization {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** In seconds, as all of these; what a token server that says nothing means, after Docker's specification. */
    private static final long USUAL_LIFE = 60;

    /** What may stand in a header. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private static final long LONGEST_LIFE = 24 * 60 * 60;
    private static final long MARGIN = 10;

    private final DockerConfig logins;
    private final Transport transport;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    Authorization(DockerConfig logins, Transport transport) {
        this.logins = logins;
        this.transport = transport;
    }

    private record Grant(String header, Instant until) {
        @Override
        public String toString() {
            return "grant until " + until;
        }
    }

    /** What is known to let this request in. */
    Optional<String> header(Request request) {
        Grant grant = grants.get(key(request));
        return grant == null || grant.until.isBefore(Instant.now()) ? Optional.empty() : Optional.of(grant.header);
    }

    /**
     * Gets what the registry asks for with these {@code WWW-Authenticate} headers.
     *
     * @param shown what the refused request showed
     * @return what is worth another try
     */
    Optional<String> renew(Request request, Optional<String> shown, List<String> challenges) {
        Optional<Login> login = logins.login(request.registry());
        grants.remove(key(request));
        Optional<Challenge> bearer = Challenge.first(challenges, "bearer");
        if (bearer.isPresent()) {
            return Optional.of(granted(request, token(request, bearer.get(), login)));
        }
        if (Challenge.first(challenges, "basic").isEmpty()
                || login.isEmpty()
                || login.get().isIdentityToken()) {
            return Optional.empty();
        }
        // Another request may have got the same meanwhile, and this one was sent before that.
        String basic = granted(request, new Grant(login.get().basic(), Instant.MAX));
        return shown.equals(Optional.of(basic)) ? Optional.empty() : Optional.of(basic);
    }

    /**
     * The login that there is by now, if the refused request showed another one: once a login has ended, some
     * registries forbid instead of asking for one.
     */
    Optional<String> later(Request request, Optional<String> shown) {
        return shown.filter(header -> header.startsWith(Login.BASIC))
                .flatMap(header -> logins.login(request.registry()))
                .filter(login -> !login.isIdentityToken())
                .map(Login::basic)
                .filter(basic -> !shown.equals(Optional.of(basic)))
                .map(basic -> granted(request, new Grant(basic, Instant.MAX)));
    }

    private String granted(Request request, Grant grant) {
        grants.put(key(request), grant);
        return grant.header;
    }

    private static String key(Request request) {
        return request.registry().uri() + " " + request.scopes();
    }

    private Grant token(Request request, Challenge challenge, Optional<Login> login) {
        Request asking = login.filter(Login::isIdentityToken)
                .map(known -> exchanging(request, challenge, known))
                .orElseGet(() -> asking(request, realm(request, challenge, query(request, challenge)), "GET"));
        HttpResponse<InputStream> response = transport.exchange(
                asking, login.filter(known -> !known.isIdentityToken()).map(Login::basic));
        if (response.statusCode() != 200) {
            throw Refusal.of(asking, response, true);
        }
        try {
            JsonNode json = JSON.readTree(response.body());
            Optional<String> token = Stream.of("token", "access_token")
                    .map(name -> json.path(name).asText(""))
                    .filter(text -> TOKEN.matcher(text).matches())
                    .findFirst();
            if (token.isPresent()) {
                return new Grant("Bearer " + token.get(), Instant.now().plus(life(json.path("expires_in"))));
            }
        } catch (IOException e) {
            // Reported below, without what was read, which may be a token.
        }
        throw new RegistryException(
                Kind.UNEXPECTED_ANSWER,
                request.registry(),
                "the token server of " + request.registry() + " answered without a token");
    }

    /** For how long a token is used; a short one half of its time, so that it serves the request it was got for. */
    private static Duration life(JsonNode expiresIn) {
        long said = expiresIn.asLong(0);
        long seconds = said < 1 ? USUAL_LIFE : Math.min(said, LONGEST_LIFE);
        return Duration.ofMillis(Math.max(seconds * 1000 / 2, (seconds - MARGIN) * 1000));
    }

    private static Request asking(Request request, URI realm, String method) {
        return Request.of(request.registry(), "give a token to " + request.action(), List.of(), method, realm);
    }

    /** An identity token is exchanged by OAuth 2, after Docker's token authentication. */
    private static Request exchanging(Request request, Challenge challenge, Login login) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("client_id", "imprimatur");
        form.put("service", challenge.parameters().getOrDefault("service", ""));
        form.put("scope", String.join(" ", scopes(request, challenge)));
        form.put("refresh_token", login.password());
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return asking(request, realm(request, challenge, ""), "POST")
                .with(Map.of("Content-Type", "application/x-www-form-urlencoded"))
                .carrying(BodyPublishers.ofString(body), true, null);
    }

    private static URI realm(Request request, Challenge challenge, String query) {
        String realm = challenge.parameters().getOrDefault("realm", "");
        boolean secret = realm.startsWith("https://") || request.registry().plainHttp() && realm.startsWith("http://");
        if (!secret) {
            throw new RegistryException(
                    Kind.UNAUTHORIZED,
                    request.registry(),
                    "registry " + request.registry() + " names '" + realm
                            + "' as its token server; no login is sent there, since it is not https");
        }
        URI server = Transport.address(request, request.uri(), realm);
        String separator = realm.contains("?") ? "&" : "?";
        return query.isEmpty() ? server : URI.create(realm + separator + query);
    }

    private static String query(Request request, Challenge challenge) {
        List<String> query = new ArrayList<>();
        String service = challenge.parameters().get("service");
        if (service != null) {
            query.add("service=" + encoded(service));
        }
        scopes(request, challenge).forEach(scope -> query.add("scope=" + encoded(scope)));
        return String.join("&", query);
    }

    private static List<String> scopes(Request request, Challenge challenge) {
        List<String> scopes = request.scopes().isEmpty()
                ? List.of(challenge.parameters().getOrDefault("scope", "").split(" "))
                : request.scopes();
        return scopes.stream().filter(scope -> !scope.isEmpty()).toList();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
