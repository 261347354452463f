package dev.imprimatur.messaging.deadletter;

/**
 * What came of a decision on one dead letter.
 *
 * @param id the letter
 * @param done whether it is as it was to be
 * @param message what happened, for people
 */
public record Outcome(String id, boolean done, String message) {}
