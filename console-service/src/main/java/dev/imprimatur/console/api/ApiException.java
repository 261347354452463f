package dev.imprimatur.console.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.httpaccess.TextLimit;

/** A request that cannot be answered, said so that its sender knows what to do. */
public class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final String NOT_FOUND = "not-found";
    private static final int PAUSE_SECONDS = 1;
    private static final String PARTLY = "partly-done";

    private final int status;
    private final String error;
    private final String challenge;
    private final Integer retryAfter;

    private ApiException(int status, String error, String message) {
        this(status, error, message, null, null);
    }

    private ApiException(int status, String error, String message, String challenge, Integer retryAfter) {
        super(message);
        this.status = status;
        this.error = error;
        this.challenge = challenge;
        this.retryAfter = retryAfter;
    }

    /** A field or parameter of the request holds what it may not. */
    public static ApiException invalid(String field, String message) {
        return new ApiException(400, "invalid", field + ": " + message);
    }

    /** A field or parameter of the request holds what it may not; the message begins with its name. */
    public static ApiException invalid(String message) {
        return new ApiException(400, "invalid", message);
    }

    /**
     * The text, if the limit allows it.
     *
     * @throws ApiException if it does not
     */
    public static String checked(TextLimit limit, String field, String text) {
        try {
            return limit.check(field, text);
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, "invalid", e.getMessage());
        }
    }

    /**
     * Who asks has to say who that is.
     *
     * @param challenge how, as the header {@code WWW-Authenticate} says it
     */
    public static ApiException unauthorized(String message, String challenge) {
        return new ApiException(401, "unauthorized", message, challenge, null);
    }

    /**
     * Who asks may not.
     *
     * @param challenge who may, as the header {@code WWW-Authenticate} says it
     */
    public static ApiException forbidden(String message, String challenge) {
        return new ApiException(403, "forbidden", message, challenge, null);
    }

    /** Whether it says that there is no such thing. What a proxy answers that does not know the address does not. */
    public boolean isNotFound() {
        return error.equals(NOT_FOUND);
    }

    /** There is no such thing. */
    public static ApiException notFound(String message) {
        return new ApiException(404, NOT_FOUND, message);
    }

    /** It cannot be done any more. */
    public static ApiException conflict(String message) {
        return new ApiException(409, "conflict", message);
    }

    /** Some of it could not be done, or is not known to be. */
    public static ApiException partly(String message) {
        return new ApiException(409, PARTLY, message);
    }

    /** There was such a thing, and it was removed. */
    public static ApiException gone(String message) {
        return new ApiException(410, "gone", message);
    }

    /**
     * What another service refused, in its own words; whose fault it was not that asked the console, is said so. One
     * without words does not come from the service, but from what lies before it.
     *
     * @param service its name
     */
    public static ApiException passedOn(String service, int status, String body) {
        String error = "refused";
        String message = body;
        try {
            JsonNode told = EventJson.MAPPER.readTree(body);
            error = told.path("error").asText(kind(status));
            message = told.path("message").asText(body);
        } catch (JsonProcessingException e) {
            // It is passed on as it came.
        }
        if (status == 401 || message.isBlank()) {
            return unreachable("the " + service + " cannot be asked: " + answered(status));
        }
        return new ApiException(status, error, message);
    }

    /** What it means that another service answered so. */
    public static String answered(int status) {
        return "it answered with status " + status
                + (status == 401
                        ? ": the console shows it no secret that it knows; the file that imprimatur.http.peer-secret names has"
                                + " to be the same in both, and is read when they start"
                        : "");
    }

    private static String kind(int status) {
        return switch (status) {
            case 400 -> "invalid";
            case 409 -> "conflict";
            default -> "refused";
        };
    }

    /** The service that would know does not answer. */
    public static ApiException unreachable(String message) {
        return new ApiException(502, "service-unreachable", message);
    }

    /** It cannot be answered now, and soon can. */
    public static ApiException notNow(String message) {
        return new ApiException(503, "unavailable", message, null, PAUSE_SECONDS);
    }

    /** It is asked for by too many at once. */
    public static ApiException busy(String message) {
        return new ApiException(503, "busy", message);
    }

    /**
     * It asks too often.
     *
     * @param seconds after which it may ask again
     */
    public static ApiException tooMany(String message, int seconds) {
        return new ApiException(429, "too-many-requests", message, null, seconds);
    }

    /** The header {@code Retry-After} of the answer, or null. */
    Integer retryAfter() {
        return retryAfter;
    }

    /** The header {@code WWW-Authenticate} of the answer, or null. */
    String challenge() {
        return challenge;
    }

    ApiError answer() {
        return ApiError.of(status, error, getMessage());
    }
}
