package dev.imprimatur.console.api;

/**
 * A service that could not be asked.
 *
 * @param service its name
 * @param why what the matter is
 */
public record Silent(String service, String why) {}
