package dev.imprimatur.oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.oci.http.RetryAfter;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes sense of an answer that is not the hoped-for one: what kind of failure it is, and what to do. */
final class Refusal {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_TEXT = 300;

    /** How much of a body is read that says why, in bytes. */
    static final int LONGEST_BODY = 64 * 1024;

    private Refusal() {}

    static RegistryException of(Request request, HttpResponse<InputStream> response) {
        return of(request, response, request.isRegistry(response.uri()));
    }

    /** @param known whether who answers gets the login */
    static RegistryException of(Request request, HttpResponse<InputStream> response, boolean known) {
        int status = response.statusCode();
        String said = text(response);
        Kind kind = kind(request, status, said);
        String message = "registry " + request.registry() + " did not " + request.action() + ": " + status
                + (said.isEmpty() ? "" : " " + said)
                + redirected(request, response)
                + advice(kind, request, response.uri(), known);
        return new RegistryException(kind, request.registry(), status, retryAfter(response), message, null);
    }

    private static Kind kind(Request request, int status, String said) {
        if (request.method().equals("PUT") && said.contains("BLOB_UNKNOWN: ")) {
            return Kind.CONTENT_MISSING;
        }
        if (said.startsWith("BLOB_UPLOAD_UNKNOWN") || said.startsWith("BLOB_UPLOAD_INVALID") || status == 416) {
            return Kind.UPLOAD_INTERRUPTED;
        }
        if (said.startsWith("DIGEST_INVALID") || said.startsWith("SIZE_INVALID")) {
            return Kind.DIGEST_MISMATCH;
        }
        return switch (status) {
            case 401, 403 -> Kind.UNAUTHORIZED;
            case 404 -> Kind.NOT_FOUND;
            case 408 -> Kind.TIMEOUT;
            case 429 -> Kind.RATE_LIMITED;
            default ->
                status >= 500 || isPassing(request, status)
                        ? Kind.REGISTRY_ERROR
                        : status >= 400 ? Kind.REFUSED : Kind.UNEXPECTED_ANSWER;
        };
    }

    /**
     * What changes something is not sent where a redirect says, which may be a page for maintenance: it is over soon.
     */
    private static boolean isPassing(Request request, int status) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        return !reads && (status == 302 || status == 303 || status == 307);
    }

    private static String redirected(Request request, HttpResponse<InputStream> response) {
        if (isPassing(request, response.statusCode())) {
            return "; it redirects elsewhere: is a proxy before it in maintenance?";
        }
        return response.statusCode() == 301 || response.statusCode() == 308
                ? "; it has moved to "
                        + response.headers().firstValue("Location").orElse("another place")
                        + ": name that as the registry"
                : "";
    }

    private static String advice(Kind kind, Request request, URI from, boolean known) {
        if (kind == Kind.UNAUTHORIZED && !known) {
            return "; that is the answer of " + from.getAuthority()
                    + ", which the registry names as its place and which gets no login";
        }
        return switch (kind) {
            case UNAUTHORIZED ->
                "; log in with 'docker login " + request.registry() + "' as an account that may do this"
                        + (request.scopes().isEmpty() ? "" : " (" + String.join(" ", request.scopes()) + ")");
            case NOT_FOUND -> "; check the name, and whether it was deleted";
            case RATE_LIMITED -> "; it is asked too often, wait or raise its limit";
            case REGISTRY_ERROR -> "; see the registry's own log";
            default -> "";
        };
    }

    /** The errors that the registry lists, or the beginning of whatever it says. */
    private static String text(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(LONGEST_BODY);
            List<String> errors = new ArrayList<>();
            for (JsonNode error : errors(bytes)) {
                String detail = error.path("detail").isValueNode()
                        ? error.path("detail").asText("")
                        : error.path("detail").toString();
                errors.add(error.path("code").asText("") + ": "
                        + error.path("message").asText("")
                        + (detail.isBlank() || detail.equals("{}") || detail.equals("null")
                                ? ""
                                : " (" + detail + ")"));
            }
            String said = errors.isEmpty() ? new String(bytes, StandardCharsets.UTF_8) : String.join("; ", errors);
            String line = said.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
            return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
        } catch (IOException e) {
            return "";
        }
    }

    private static JsonNode errors(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            return json == null ? JSON.createArrayNode() : json.path("errors");
        } catch (IOException e) {
            return JSON.createArrayNode();
        }
    }

    /** The pause that it asks for, or null. */
    private static Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .flatMap(value -> RetryAfter.parse(value, Instant.now()))
                .orElse(null);
    }
}
