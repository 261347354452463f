package dev.imprimatur.simulation;

import java.time.Duration;

/**
 * How builds go.
 *
 * @param build how long the build of an image takes; tests take no time but for {@link #PAUSE}
 * @param transientOneIn one in so many builds fails at random, 0 for none
 * @param seed of that chance
 */
public record Behaviour(Duration build, int transientOneIn, long seed) {
    /** A Dockerfile with this text in it fails each time. */
    public static final String PERMANENT_FAILURE = "simulate-permanent-failure";
    /** With a number behind it in a Dockerfile, also in that of a test: it takes so many seconds longer. */
    public static final String PAUSE = "simulate-pause-";
    /** With a number behind it in a Dockerfile that fails each time: its message is so many letters longer. */
    public static final String WORDS = "simulate-words-";
}
