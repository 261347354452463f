package dev.imprimatur.console.page.image;

/**
 * Whether an image is safe to pull.
 *
 * @param kind the class of its box
 * @param mark its mark
 * @param colour its colour
 * @param answer the answer
 * @param why what it rests on
 */
public record Verdict(String kind, String mark, String colour, String answer, String why) {

    static Verdict safe(String answer, String why) {
        return new Verdict("", "ok", "ok", answer, why);
    }

    static Verdict careful(String answer, String why) {
        return new Verdict("warnbox", "stale", "warn", answer, why);
    }

    static Verdict unsafe(String answer, String why) {
        return new Verdict("failbox", "fail", "fail", answer, why);
    }
}
