package dev.imprimatur.attempts.view;

import dev.imprimatur.events.RebuildId;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * Which page of a service's work is asked for.
 *
 * @param rebuild of this rebuild alone, or null
 * @param running whether only what is worked on now
 * @param page counted from 0
 * @param size how many there are on a page
 */
public record PageQuery(String rebuild, boolean running, int page, int size) {
    private static final int MOST = 200;

    /**
     * Checks what a request asks for.
     *
     * @throws BadRequestException with text that names the parameter
     */
    public PageQuery {
        if (page < 0) {
            throw refused("page", "is " + page + ", expected 0 or more");
        }
        if (size < 1 || size > MOST) {
            throw refused("size", "is " + size + ", expected 1 to " + MOST);
        }
        rebuild = rebuild == null ? null : id(rebuild);
    }

    long first() {
        return (long) page * size;
    }

    private static String id(String rebuild) {
        try {
            return new RebuildId(rebuild).value();
        } catch (IllegalArgumentException e) {
            throw refused("rebuild", e.getMessage());
        }
    }

    private static BadRequestException refused(String parameter, String why) {
        return new BadRequestException(Response.status(Response.Status.BAD_REQUEST)
                .type(MediaType.TEXT_PLAIN_TYPE)
                .entity("query parameter '" + parameter + "': " + why + "\n")
                .build());
    }
}
