package dev.imprimatur.localstack.start;

/** Why local-stack does not start, in words for the person who started it. */
public final class StartFailure extends Exception {

    /** Exit code: something that is not covered by the other codes. */
    public static final int FAILED = 1;

    /** Exit code: an option is wrong. */
    public static final int USAGE = 2;

    /** Exit code: a port is taken, or another local-stack runs in the same home. */
    public static final int TAKEN = 3;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * @param exitCode one of the codes of this class
     * @param message what is wrong and what to do about it
     */
    public StartFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The code that the process exits with. */
    public int exitCode() {
        return exitCode;
    }
}
