package dev.imprimatur.console.page.act;

import dev.imprimatur.console.api.ApiException;

/** Why something is done: pages ask for it always, as subscribers read it. */
public final class Reason {
    private Reason() {}

    /**
     * What was typed, as one line.
     *
     * @throws ApiException if it is blank
     */
    public static String required(String typed) {
        if (typed == null || typed.isBlank()) {
            throw ApiException.invalid("reason", "say why; it is part of the event and of the audit. Nothing was done");
        }
        return typed.strip().replaceAll("\\s+", " ");
    }
}
