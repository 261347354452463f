package dev.imprimatur.events;

/**
 * Why something did not work, written so that a person can act on it. What is too long for an event is cut: of a
 * message and a command the beginning stays, of an output the end.
 *
 * @param kind the kind of failure in kebab case, for example {@code command-failed} or {@code registry-unreachable}
 * @param retryable whether another attempt could have succeeded
 * @param message what went wrong and what to do
 * @param command the command that failed, or null
 * @param exitCode its exit code, or null
 * @param output the last lines of its output, or null
 */
public record FailureReport(
        String kind, boolean retryable, String message, String command, Integer exitCode, String output) {
    /** The longest message and command, and the longest output, in characters. */
    private static final int LONGEST_MESSAGE = 4096;

    private static final int LONGEST_OUTPUT = 8192;

    private static final int BRIEF_MESSAGE = 256;

    /** @throws IllegalArgumentException if kind or message are missing */
    public FailureReport {
        if (kind == null || message == null) {
            throw new IllegalArgumentException("a failure needs a kind and a message");
        }
        message = beginning(message, LONGEST_MESSAGE);
        command = beginning(command, LONGEST_MESSAGE);
        output = output == null || output.length() <= LONGEST_OUTPUT
                ? output
                : "…" + output.substring(output.length() - LONGEST_OUTPUT + 1);
    }

    private static String beginning(String text, int longest) {
        return text == null || text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }

    /** The same without command and output, and with the beginning of its message. */
    public FailureReport brief() {
        return new FailureReport(kind, retryable, beginning(message, BRIEF_MESSAGE), null, exitCode, null);
    }

    /** Nothing failed: the rebuild was cancelled. */
    public static FailureReport cancelled(String why) {
        return of(FailureKinds.CANCELLED, false, "the rebuild was cancelled: " + why);
    }

    /** Nothing failed: a newer rebuild does it instead. */
    public static FailureReport superseded(String message) {
        return of(FailureKinds.SUPERSEDED, false, message);
    }

    /** Whether it is of this kind. */
    public boolean is(String other) {
        return kind.equals(other);
    }

    /** Whether nothing failed but the rebuild was cancelled. */
    public boolean wasCancelled() {
        return is(FailureKinds.CANCELLED);
    }

    /** Whether nothing failed but a newer rebuild took over. */
    public boolean wasSuperseded() {
        return is(FailureKinds.SUPERSEDED);
    }

    /** A failure without a command. */
    public static FailureReport of(String kind, boolean retryable, String message) {
        return new FailureReport(kind, retryable, message, null, null, null);
    }
}
