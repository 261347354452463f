package dev.imprimatur.console.answer;

/**
 * A service that could not be asked.
 *
 * @param service its name
 * @param why what the matter is
 */
public record Silent(String service, String why) {}
