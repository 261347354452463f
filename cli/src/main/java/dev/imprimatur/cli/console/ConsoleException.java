package dev.imprimatur.cli.console;

/** The console did not do what it was asked for; the message is for people. */
public class ConsoleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** What went wrong. */
    public enum Kind {
        /** No connection with it comes about, or none with TLS, so it was asked for nothing. */
        ABSENT,
        /** It does not answer, or is stopping; so may a proxy say that has no server behind it. */
        UNREACHABLE,
        /** It refuses what it was asked for. */
        INVALID,
        /** There is no such thing. */
        NOT_FOUND,
        /** There was such a thing, and it was removed. */
        GONE,
        /** It contradicts what is. */
        CONFLICT,
        /** It did not answer for as long as there was time. */
        TIMED_OUT,
        /** It failed. */
        FAILED;

        static Kind ofStatus(int status) {
            return switch (status) {
                case 400 -> INVALID;
                case 404 -> NOT_FOUND;
                case 409 -> CONFLICT;
                case 410 -> GONE;
                case 502, 503, 504 -> UNREACHABLE;
                default -> FAILED;
            };
        }
    }

    /** With the message for people. */
    public ConsoleException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }
}
