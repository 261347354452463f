package dev.imprimatur.messaging.deadletter;

import java.util.List;

/**
 * A dead letter with what came.
 *
 * @param letter what lists show of it
 * @param headers its headers, as text
 * @param value its value as text, cut where it is very long
 */
public record WholeLetter(Letter letter, List<Header> headers, String value) {
    /**
     * A header of a record.
     *
     * @param name its name
     * @param value its value as text
     */
    public record Header(String name, String value) {}
}
