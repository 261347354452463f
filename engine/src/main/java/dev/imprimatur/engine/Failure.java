package dev.imprimatur.engine;

import dev.imprimatur.messaging.event.FailureReport;
import java.util.Locale;

/** Why an engine could not do something, sorted by whether another try can help. */
public sealed interface Failure {

    /** What kind of failure it is. */
    Kind kind();

    /** What went wrong and what to do, for a person. */
    String message();

    /** The command of the Dockerfile that failed, or null if it was none. */
    FailedCommand command();

    /** Chance: the same may succeed later without a change. */
    record Transient(Kind kind, String message, FailedCommand command) implements Failure {}

    /** It fails again until somebody changes something. */
    record Permanent(Kind kind, String message, FailedCommand command) implements Failure {}

    /** Nobody knows; a few tries are worth it. */
    record Unknown(Kind kind, String message, FailedCommand command) implements Failure {}

    /**
     * A command of a Dockerfile that failed.
     *
     * @param text the command as the Dockerfile has it
     * @param exitCode its exit code
     * @param output the end of what it printed
     */
    record FailedCommand(String text, int exitCode, String output) {}

    /** The failure as events tell it. Unknown ones count as retryable: another try could have succeeded. */
    default FailureReport report() {
        return new FailureReport(
                kind().toString(),
                !(this instanceof Permanent),
                message(),
                command() == null ? null : command().text(),
                command() == null ? null : command().exitCode(),
                command() == null ? null : command().output());
    }

    /** The kinds of failure. Their text form, kebab case, is the kind that events carry. */
    enum Kind {
        /** The engine does not answer, or went away in the middle. */
        ENGINE_UNREACHABLE,
        /** A registry does not answer. */
        REGISTRY_UNREACHABLE,
        /** A registry's name cannot be resolved. */
        NAME_RESOLUTION,
        /** It took longer than it may. */
        TIMEOUT,
        /** A registry asks to slow down: 429. */
        RATE_LIMITED,
        /** A registry answered with an error of its own: 5xx, or a broken upload. */
        REGISTRY_ERROR,
        /** What a registry has under a name is not what was sent there. */
        DIGEST_MISMATCH,
        /** The engine's or the registry's disk is full. */
        DISK_FULL,
        /** A command of the Dockerfile could not reach something over the network. */
        NETWORK_IN_BUILD,
        /** A command of the Dockerfile failed. */
        COMMAND_FAILED,
        /** A command of the Dockerfile was killed: out of memory, or the engine stopped. */
        COMMAND_KILLED,
        /** The Dockerfile is not one. */
        DOCKERFILE_INVALID,
        /** The build context is no tar. */
        CONTEXT_INVALID,
        /** COPY or ADD names a file that is not there. */
        COPY_SOURCE_MISSING,
        /** An image that is needed does not exist. */
        BASE_MISSING,
        /** A registry refuses the credentials, or wants some. */
        UNAUTHORIZED,
        /** An image is of another platform. */
        PLATFORM_MISMATCH,
        /** Somebody stopped it. */
        CANCELLED,
        /** Anything else. */
        UNKNOWN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
