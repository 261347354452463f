package dev.imprimatur.console.page.act;

import dev.imprimatur.console.api.ApiException;

/**
 * A form that came.
 *
 * @param request its number
 * @param session who sent it
 */
record Press(String request, String session) {
    private static final String FORM = "[0-9a-f-]{36}";

    Press {
        if (request == null || !request.matches(FORM)) {
            throw ApiException.invalid("request", "expected the form of a page; load the page again");
        }
    }
}
