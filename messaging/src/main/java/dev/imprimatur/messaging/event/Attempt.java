package dev.imprimatur.messaging.event;

import java.time.Instant;

/**
 * One try at a stage's work.
 *
 * @param number counted from 1
 * @param startedAt when it began
 * @param durationMillis how long it took
 * @param failure why it failed, or null if it succeeded
 */
public record Attempt(int number, Instant startedAt, long durationMillis, FailureReport failure) {}
