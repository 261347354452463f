package dev.imprimatur.cli.console;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event with its place.
 *
 * @param seq its sequence number
 * @param topic its topic
 * @param key what it is about
 * @param event the event
 */
public record ConsoleEvent(long seq, String topic, String key, JsonNode event) {}
