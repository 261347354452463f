package dev.imprimatur.httpaccess;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;

/**
 * What is looked at of a request.
 *
 * @param method its method
 * @param path its path, normalised
 * @param address what it asks for, path and query, as it was sent
 * @param host its {@code Host}, or null
 * @param origin its {@code Origin}, or null: browsers send one with every write
 * @param contentType its {@code Content-Type}, or null
 * @param bodySize how many bytes its body has; {@link #UNKNOWN_SIZE} where that is not said beforehand
 * @param installation the installation that it is meant for, or null
 * @param connected the address that the connection was made to
 * @param bearer what it shows, to say who asks
 * @param client the address that it comes from
 */
@RecordBuilder
record Asked(
        String method,
        String path,
        String address,
        String host,
        String origin,
        String contentType,
        long bodySize,
        String installation,
        String connected,
        Optional<Bearer> bearer,
        String client) {

    static final long UNKNOWN_SIZE = -1;

    boolean hasBody() {
        return bodySize != 0;
    }
}
