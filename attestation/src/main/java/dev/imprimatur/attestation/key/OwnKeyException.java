package dev.imprimatur.attestation.key;

/** A service cannot read the key that it signs with. That says nothing about what was to be signed. */
public final class OwnKeyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    OwnKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
