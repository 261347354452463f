package dev.imprimatur.engine;

import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.oci.registry.RegistryException;

/** Describes a registry's failure in the words of builds. */
public final class RegistryFailure {
    private RegistryFailure() {}

    /** The failure that this exception means. */
    public static Failure of(RegistryException e) {
        Kind kind = switch (e.kind()) {
            case REGISTRY_UNREACHABLE -> Kind.REGISTRY_UNREACHABLE;
            case TLS -> Kind.CERTIFICATE_UNTRUSTED;
            case NAME_RESOLUTION -> Kind.NAME_RESOLUTION;
            case TIMEOUT -> Kind.TIMEOUT;
            case RATE_LIMITED -> Kind.RATE_LIMITED;
            case UNAUTHORIZED -> Kind.UNAUTHORIZED;
            case DIGEST_MISMATCH -> Kind.DIGEST_MISMATCH;
            case INTERRUPTED -> Kind.CANCELLED;
            case REGISTRY_ERROR,
                    UPLOAD_INTERRUPTED,
                    CONTENT_MISSING,
                    CREDENTIAL_HELPER,
                    NOT_FOUND,
                    REFUSED,
                    UNREADABLE,
                    UNEXPECTED_ANSWER -> Kind.REGISTRY_ERROR;
        };
        return switch (e.kind()) {
            case TLS, UNAUTHORIZED -> new Failure.Permanent(kind, e.getMessage(), null);
            case NOT_FOUND, REFUSED, CONTENT_MISSING, UNREADABLE, UNEXPECTED_ANSWER, DIGEST_MISMATCH ->
                new Failure.Unknown(kind, e.getMessage(), null);
            case REGISTRY_UNREACHABLE,
                    NAME_RESOLUTION,
                    TIMEOUT,
                    RATE_LIMITED,
                    REGISTRY_ERROR,
                    UPLOAD_INTERRUPTED,
                    CREDENTIAL_HELPER,
                    INTERRUPTED -> new Failure.Transient(kind, e.getMessage(), null);
        };
    }
}
