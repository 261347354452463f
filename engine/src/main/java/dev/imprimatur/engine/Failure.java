package dev.imprimatur.engine;

import dev.imprimatur.events.FailureReport;
import java.time.Duration;
import java.util.Locale;

/** Why an engine could not do something, sorted by whether another try can help. */
public sealed interface Failure {

    /** What kind of failure it is. */
    Kind kind();

    /** What went wrong and what to do, for a person. */
    String message();

    /** The command of the Dockerfile that failed, or null if it was none. */
    FailedCommand command();

    /** Transient: the same may succeed later without a change. */
    record Transient(Kind kind, String message, FailedCommand command) implements Failure {}

    /** It fails again until a person changes something. */
    record Permanent(Kind kind, String message, FailedCommand command) implements Failure {}

    /** It is not known; a few tries are worth it. */
    record Unknown(Kind kind, String message, FailedCommand command) implements Failure {}

    /**
     * A command of a Dockerfile that failed.
     *
     * @param text the command as the Dockerfile has it
     * @param exitCode its exit code
     * @param output the end of what it printed
     */
    record FailedCommand(String text, int exitCode, String output) {}

    /** The same with another message. */
    default Failure saying(String other) {
        return switch (this) {
            case Transient passing -> new Transient(passing.kind, other, passing.command);
            case Permanent lasting -> new Permanent(lasting.kind, other, lasting.command);
            case Unknown unknown -> new Unknown(unknown.kind, other, unknown.command);
        };
    }

    /** The failure as events report it. Unknown ones count as retryable: another try could have succeeded. */
    default FailureReport report() {
        return new FailureReport(
                kind().toString(),
                !(this instanceof Permanent),
                message(),
                command() == null ? null : command().text(),
                command() == null ? null : command().exitCode(),
                command() == null ? null : command().output());
    }

    /**
     * The kinds of failure. Their text form, kebab case, is the kind that events carry. Those that are worth another
     * try say how many tries and how long a pause, as multiples of what is usual: docs/failures.md has the table.
     */
    enum Kind {
        /** The engine does not answer, or went away in the middle. Starting it again takes a while. */
        ENGINE_UNREACHABLE(2, 1),
        /** The engine's certificate is not trusted, or one of the two speaks no TLS. */
        ENGINE_UNTRUSTED(1, 1),
        /** A registry does not answer. */
        REGISTRY_UNREACHABLE(2, 1),
        /** A connection that was there broke. The next one is as good as any. */
        CONNECTION_RESET(2, 0.5),
        /** A registry's name cannot be resolved. */
        NAME_RESOLUTION(2, 2),
        /** An encrypted connection did not come about. */
        TLS(1, 1),
        /** The certificate of a registry is not trusted. */
        CERTIFICATE_UNTRUSTED(1, 1),
        /** The engine or a registry did not answer in time. */
        TIMEOUT(1, 1),
        /** A build took longer than it may. */
        BUILD_TIMEOUT(1, 1),
        /** A command of the Dockerfile ran and printed nothing for longer than it may. */
        SILENT(1, 1),
        /** A registry asks to slow down: 429. What it says in Retry-After counts too. */
        RATE_LIMITED(3, 5),
        /** A registry answered with an error of its own: 5xx, or a broken upload. */
        REGISTRY_ERROR(2, 1),
        /** What a registry has under a name is not what was sent there. */
        DIGEST_MISMATCH(1, 1),
        /** A disk is full: the engine's, or the registry's. An operator has to make room. */
        DISK_FULL(1, 15),
        /** There was not enough memory. Other builds on the engine have to end first. */
        OUT_OF_MEMORY(1, 5),
        /** A command of the Dockerfile got no further process or thread. */
        TOO_MANY_PROCESSES(1, 1),
        /** A build printed more than it may. */
        OUTPUT_TOO_LARGE(1, 1),
        /** A command of the Dockerfile wrote more than it may. */
        LAYER_TOO_LARGE(1, 1),
        /** What an earlier step of the build made was removed from the engine while the build went on. */
        LAYER_REMOVED(1, 1),
        /** A command of the Dockerfile could not reach something over the network. */
        NETWORK_IN_BUILD(1, 2),
        /** A command of the Dockerfile failed. */
        COMMAND_FAILED(1, 1),
        /** A command of the Dockerfile was killed: out of memory, or the engine stopped. */
        COMMAND_KILLED(1, 2),
        /** The Dockerfile is not one. */
        DOCKERFILE_INVALID(1, 1),
        /** The build context is no tar. */
        CONTEXT_INVALID(1, 1),
        /** COPY or ADD names a file that is not there. */
        COPY_SOURCE_MISSING(1, 1),
        /** An image that is needed does not exist. */
        BASE_MISSING(1, 1),
        /** A registry refuses the credentials, or wants some. */
        UNAUTHORIZED(1, 1),
        /** An image is of another platform. */
        PLATFORM_MISMATCH(1, 1),
        /** It was stopped on request. */
        CANCELLED(1, 1),
        /** Anything else. */
        UNKNOWN(1, 1);

        private final int tries;
        private final double pause;

        Kind(int tries, double pause) {
            this.tries = tries;
            this.pause = pause;
        }

        /** How many attempts a transient failure of this kind is worth, where this many are usual. */
        public int attempts(int usual) {
            return tries * usual;
        }

        /** How long to wait after the first one, where this is usual. */
        public Duration pause(Duration usual) {
            return Duration.ofMillis((long) (pause * usual.toMillis()));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
