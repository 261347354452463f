package dev.imprimatur.engine;

/** An engine could not do what it was asked to; {@link #failure} says why, and whether another try can help. */
public class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    /** With what went wrong. */
    public EngineException(Failure failure) {
        this(failure, null);
    }

    /** With what went wrong and the exception that told. */
    public EngineException(Failure failure, Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    /** What went wrong, sorted. */
    public Failure failure() {
        return failure;
    }
}
