package dev.imprimatur.engine;

import dev.imprimatur.oci.registry.RegistryException;
import java.time.Duration;
import java.util.OptionalInt;

/** An engine could not do what it was asked to; {@link #failure} says why, and whether another try can help. */
public class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;
    private volatile int line;

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

    /** The same, about the instruction of the Dockerfile that begins on this line, if it is about one. */
    public EngineException at(OptionalInt someLine) {
        line = someLine.orElse(line);
        return this;
    }

    /**
     * The line of the Dockerfile, counted from 1, on which the instruction begins that it is about; none if it is
     * unknown.
     */
    public OptionalInt line() {
        return line == 0 ? OptionalInt.empty() : OptionalInt.of(line);
    }

    /** What went wrong, sorted. */
    public Failure failure() {
        return failure;
    }
}
