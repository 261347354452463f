package dev.imprimatur.console.api;

/**
 * What every request that failed is answered with.
 *
 * @param error the kind, in kebab case
 * @param message what is wrong and what to do
 */
public record ApiError(String error, String message) {}
