package dev.imprimatur.console.page.activity;

import dev.imprimatur.console.page.source.LastAnswer;
import java.util.function.Function;

/**
 * A kind of thing that happens.
 *
 * @param what what it is
 * @param mark its mark
 * @param colour its colour
 * @param number how many there are, in words
 * @param worst the worst or the newest of them, in words; may be empty
 * @param json where all of it is
 * @param command the command that shows all of it, or null
 */
public record Line(String what, String mark, String colour, String number, String worst, String json, String command) {

    /** One that is well. */
    static Line well(String what, String number, String worst, String json, String command) {
        return new Line(what, "ok", "ok", number, worst, json, command);
    }

    /** One that needs a look. */
    static Line odd(String what, String number, String worst, String json, String command) {
        return new Line(what, "stale", "warn", number, worst, json, command);
    }

    /** One that another service knows: what it makes of the answer, or that none comes. */
    static Line of(String what, LastAnswer reply, String json, String command, Function<LastAnswer, Line> known) {
        return reply.away()
                ? new Line(
                        what,
                        "stale",
                        "warn",
                        "not known",
                        "The publisher does not answer: " + reply.trouble(),
                        json,
                        command)
                : known.apply(reply);
    }
}
