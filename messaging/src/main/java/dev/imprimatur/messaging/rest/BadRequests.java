package dev.imprimatur.messaging.rest;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.function.Supplier;

/** Requests that are refused: the answer is JSON, whose {@code message} says what was expected. */
public final class BadRequests {
    private BadRequests() {}

    /** What is asked with makes no sense. */
    public static BadRequestException refused(String message) {
        return new BadRequestException(answer(Response.Status.BAD_REQUEST, message));
    }

    /** What is asked for is not there. */
    public static NotFoundException notFound(String message) {
        return new NotFoundException(answer(Response.Status.NOT_FOUND, message));
    }

    /** A value that a request asks with, unless it is refused as an illegal argument. */
    public static <T> T checked(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private static Response answer(Response.Status status, String message) {
        return Response.status(status)
                .entity(Map.of("message", message))
                .type(MediaType.APPLICATION_JSON)
                .build();
    }
}
