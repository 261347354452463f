package dev.imprimatur.console.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** Pages of lists: the address of the next one is in the header {@code Link}. */
public final class Pages {
    private Pages() {}

    /**
     * A page.
     *
     * @param request what was asked for: the next page's address has all of it
     * @param parameter what the next page's address has otherwise
     * @param next the value of it, or null if this is the last page
     */
    public static <T> RestResponse<List<T>> answer(List<T> page, UriInfo request, String parameter, Object next) {
        RestResponse.ResponseBuilder<List<T>> answer = RestResponse.ResponseBuilder.ok(page);
        if (next != null) {
            String address = request.getRequestUriBuilder()
                    .replaceQueryParam(parameter, next)
                    .build()
                    .toString();
            answer.header(HttpHeaders.LINK, "<" + address + ">; rel=\"next\"");
        }
        return answer.build();
    }

    /** Refuses what is no page or no size of one. */
    public static void check(int page, int limit, int most) {
        if (limit < 1 || limit > most) {
            throw ApiException.invalid("limit", "expected 1 to " + most + ", not " + limit);
        }
        if (page < 0 || (long) page * limit > Integer.MAX_VALUE) {
            throw ApiException.invalid("page", "expected a number from 0");
        }
    }

    /** Refuses what is no page of a page's list, where the first one is 1. */
    public static void checkFromOne(int page, int size) {
        int last = Integer.MAX_VALUE / size;
        if (page < 1 || page > last) {
            throw ApiException.invalid("page", "expected 1 to " + last + ", not " + page);
        }
    }
}
