package dev.imprimatur.engine;

import dev.imprimatur.oci.registry.RegistryException;
import java.time.Duration;

/** An engine could not do what it was asked to; {@link #failure} says why, and whether another try can help. */
public class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    /** With what went wrong. */
    public EngineException(Failure failure) {
        this(failure, null);
    }

    /** With what went wrong and the exception that caused it. */
    public EngineException(Failure failure, Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    /** How long a registry asks to wait before another attempt, if one did. */
    public Duration asked() {
        return getCause() instanceof RegistryException e ? e.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
    }

    /** What went wrong, sorted. */
    public Failure failure() {
        return failure;
    }
}
