package dev.imprimatur.messaging;

import dev.imprimatur.attestation.key.OwnKeyException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Distinguishes what keeps a service from working until it is put right, its database or the key that it signs with,
 * from what says something about the event or the work at hand.
 */
public final class PassingTrouble {
    private PassingTrouble() {}

    /** What it is, if that is why something was thrown. */
    public static Optional<Exception> find(Throwable thrown) {
        return DatabaseTrouble.find(thrown)
                .<Exception>map(trouble -> trouble)
                .or(() -> Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                        .filter(OwnKeyException.class::isInstance)
                        .map(OwnKeyException.class::cast)
                        .findFirst());
    }
}
