package dev.imprimatur.console.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.imprimatur.messaging.DatabaseTrouble;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever goes wrong into an {@link ApiError}. */
class ApiErrors {
    private static final Logger LOG = Logger.getLogger(ApiErrors.class);

    private static final Pattern WRITE = Pattern.compile("/?api/([^/]+)");
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** Asked for twice they do no more than once. */
    private static final Set<String> HARMLESS = Set.of("plan", "sign-ins");

    @ServerExceptionMapper
    Response api(ApiException e) {
        // Headers that are null are not sent.
        return Response.fromResponse(answer(e.answer()))
                .header(HttpHeaders.WWW_AUTHENTICATE, e.challenge())
                .header(HttpHeaders.RETRY_AFTER, e.retryAfter())
                .build();
    }

    @ServerExceptionMapper
    Response json(MismatchedInputException e) {
        return answer(ApiError.of(400, "invalid", message(e)));
    }

    @ServerExceptionMapper
    Response web(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        String message = e.getCause() instanceof JsonProcessingException json ? message(json) : e.getMessage();
        String reason = e.getResponse().getStatusInfo().getReasonPhrase();
        return answer(ApiError.of(status, kind(reason), message));
    }

    @ServerExceptionMapper
    Response unexpected(RuntimeException e, Request request, UriInfo address) {
        Optional<SQLException> trouble = DatabaseTrouble.find(e);
        if (trouble.isPresent()) {
            LOG.warnf("a request waits for the database: %s", trouble.get().getMessage());
            return api(ApiException.notNow(
                    "the console's database failed, " + advice(request.getMethod(), address.getPath()) + " ("
                            + trouble.get().getMessage() + ")"));
        }
        LOG.error("a request failed", e);
        return answer(ApiError.of(500, "internal", "the console failed, its log says why: " + e.getMessage()));
    }

    /** A commit whose answer is lost may have been one. A form of a page that comes again is one act. */
    private static String advice(String method, String path) {
        Matcher write = WRITE.matcher(path);
        return READING.contains(method) || !write.lookingAt() || HARMLESS.contains(write.group(1))
                ? "ask again"
                : "so it is not known whether this was done: GET /api/" + write.group(1)
                        + " shows it if it was; look before you ask again";
    }

    private static String message(JsonProcessingException e) {
        if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
            return "the body is not the JSON object that is expected: " + e.getOriginalMessage();
        }
        String field = mapping.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return field + ": "
                + (e instanceof UnrecognizedPropertyException unknown
                        ? "there is no such field, expected one of " + unknown.getKnownPropertyIds()
                        : e.getOriginalMessage());
    }

    private static String kind(String reason) {
        return reason.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private static Response answer(ApiError error) {
        return Response.status(error.status())
                .type(ApiError.MEDIA_TYPE)
                .entity(error)
                .build();
    }
}
