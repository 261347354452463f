package dev.imprimatur.planner.dockerfile;

/**
 * A mistake in a Dockerfile.
 *
 * @param line the line on which its instruction begins, counted from 1; 0 if it is of the Dockerfile as a whole
 * @param message what is wrong, and what to do
 */
public record Mistake(int line, String message) {}
