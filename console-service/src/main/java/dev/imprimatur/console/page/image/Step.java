package dev.imprimatur.console.page.image;

import java.time.Instant;

/**
 * A step of an image's story.
 *
 * @param at when, or null
 * @param mark its mark
 * @param colour its colour
 * @param what what happened
 * @param more how, or by whom
 * @param log its log, or null
 * @param rebuild the rebuild that it leads to, or null
 */
public record Step(Instant at, String mark, String colour, String what, String more, String log, String rebuild) {

    static Step well(Instant at, String what, String more, String log) {
        return new Step(at, "ok", "ok", what, more, log, null);
    }

    static Step failed(Instant at, String what, String more, String log) {
        return new Step(at, "fail", "fail", what, more, log, null);
    }
}
