package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.DockerException;
import dev.imprimatur.engine.ByteSize;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.FailedCommand;
import dev.imprimatur.engine.Failure.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sorts what the engine says into failures. It has no codes for most of them, so its texts are all there is; the first
 * rule that finds its text decides.
 */
final class FailureSorting {
    private static final Pattern JSON_MESSAGE = Pattern.compile("(?s).*\"message\":\"(.*)\"\\}\\s*");
    private static final int KILLED = 128 + 9;
    private static final int TERMINATED = 128 + 15;

    enum Chance {
        TRANSIENT,
        PERMANENT
    }

    record Rule(Pattern text, Kind kind, Chance chance, String advice) {
        static Rule of(String text, Kind kind, Chance chance, String advice) {
            return new Rule(Pattern.compile(text, Pattern.CASE_INSENSITIVE), kind, chance, advice);
        }

        Failure failure(String message) {
            String told = message + "; " + advice;
            return switch (chance) {
                case TRANSIENT -> new Failure.Transient(kind, told, null);
                case PERMANENT -> new Failure.Permanent(kind, told, null);
            };
        }
    }

    /** Texts of the engine, from builds, pulls and pushes. */
    static final List<Rule> MESSAGES = List.of(
            Rule.of(
                    "client sent an http request to an https server",
                    Kind.ENGINE_UNTRUSTED,
                    Chance.PERMANENT,
                    "the engine wants TLS: set imprimatur.engine.cert-path, or DOCKER_TLS_VERIFY and DOCKER_CERT_PATH"),
            Rule.of(
                    "no space left on device|disk quota exceeded",
                    Kind.DISK_FULL,
                    Chance.TRANSIENT,
                    "free space on the disk of the engine or the registry"),
            Rule.of(
                    "cannot allocate memory|out of memory",
                    Kind.OUT_OF_MEMORY,
                    Chance.TRANSIENT,
                    "give the engine more memory, or the builders fewer builds at once"),
            Rule.of(
                    "toomanyrequests|too many requests|(?:status(?: code)?:?|http) 429",
                    Kind.RATE_LIMITED,
                    Chance.TRANSIENT,
                    "the registry asks to slow down"),
            Rule.of(
                    "no such host|server misbehaving|temporary failure in name resolution",
                    Kind.NAME_RESOLUTION,
                    Chance.TRANSIENT,
                    "check the registry's name and the engine's name server"),
            Rule.of(
                    "i/o timeout|handshake timeout|deadline exceeded|client\\.timeout|timed out|request canceled",
                    Kind.TIMEOUT,
                    Chance.TRANSIENT,
                    "the registry is too slow or out of reach"),
            Rule.of(
                    "x509: |certificate (?:signed by unknown|has expired|is not trusted)"
                            + "|server gave HTTP response to HTTPS client",
                    Kind.CERTIFICATE_UNTRUSTED,
                    Chance.PERMANENT,
                    "have the engine trust the registry's CA (/etc/docker/certs.d), or name it as insecure"),
            Rule.of(
                    "tls: |handshake failure|does not look like a TLS handshake",
                    Kind.TLS,
                    Chance.TRANSIENT,
                    "look at the registry's TLS settings if it stays"),
            Rule.of(
                    "connection reset|broken pipe|use of closed network connection|: EOF$|unexpected EOF",
                    Kind.CONNECTION_RESET,
                    Chance.TRANSIENT,
                    "the registry, or something on the way to it, broke the connection"),
            Rule.of(
                    "connection refused|no route to host|network is unreachable",
                    Kind.REGISTRY_UNREACHABLE,
                    Chance.TRANSIENT,
                    "check that the registry runs and can be reached from the engine"),
            Rule.of(
                    "(?:unexpected (?:http )?status(?: code)?|status code|status):? \\[?5\\d\\d|internal server error"
                            + "|bad gateway|service unavailable|gateway timeout|blob upload (?:unknown|invalid)"
                            + "|http 5\\d\\d",
                    Kind.REGISTRY_ERROR,
                    Chance.TRANSIENT,
                    "look at the registry's log"),
            Rule.of(
                    "dockerfile parse error|unknown instruction|unknown flag|no build stage in current context"
                            + "|invalid reference format|invalid from flag value|requires (?:at least|exactly)"
                            + "|failed to parse|dockerfile .*cannot be empty|base name .* should not be blank"
                            + "|is not a valid platform|unknown operating system or architecture|no active sessions"
                            + "|requires buildkit|(?:env|label) must have two arguments|syntax error - can't find ="
                            + "|unexpected end of statement while looking for matching|missing ':' in substitution"
                            + "|when using json array syntax|unterminated heredoc|invalid escape token"
                            + "|parser directive can be used|file with no instructions",
                    Kind.DOCKERFILE_INVALID,
                    Chance.PERMANENT,
                    "correct the template that the Dockerfile was rendered from"),
            Rule.of(
                    "^(?:copy|add) failed:.*(?:not found|no such file|does not exist|no source files)"
                            + "|\"/[^\"]*\":? not found",
                    Kind.COPY_SOURCE_MISSING,
                    Chance.PERMANENT,
                    "add the file to the build context, or correct the COPY"),
            Rule.of(
                    "no matching manifest for|no match for platform|does not match the (?:specified|expected) platform",
                    Kind.PLATFORM_MISMATCH,
                    Chance.PERMANENT,
                    "take a base image of the wanted platform"),
            Rule.of(
                    "pull access denied|repository .*does not exist|manifest unknown|manifest for .*not found"
                            + "|name unknown|no such image|image does not exist locally|failed to get digest sha256"
                            + "|^(?:failed to resolve reference \\S+: )?\\S+[:@]\\S+: not found$",
                    Kind.BASE_MISSING,
                    Chance.PERMANENT,
                    "check the image's name and digest, and that it was published"),
            Rule.of(
                    "unknown parent image id|layer does not exist",
                    Kind.LAYER_REMOVED,
                    Chance.TRANSIENT,
                    "something cleared the engine in the middle of the build; if it stays, look for another program that prunes images"),
            Rule.of(
                    // What else keeps a container's process from starting is the engine's: cgroups, mounts, namespaces.
                    "executable file not found|exec format error|unable to start container process: exec:"
                            + "|no command specified",
                    Kind.COMMAND_FAILED,
                    Chance.PERMANENT,
                    "the image lacks the command, or it is for another platform"),
            Rule.of(
                    "unauthorized|authentication required|no basic auth credentials|access denied|denied:|forbidden"
                            + "|incorrect username or password|(?:status(?: code)?:?|http) 40[13]",
                    Kind.UNAUTHORIZED,
                    Chance.PERMANENT,
                    "check the engine's credentials for the registry"));

    /** What programs and shells print when there is no room left, on the disk or in memory. */
    private static final Pattern DISK_OUTPUT =
            Pattern.compile("No space left on device|Disk quota exceeded|\\bENOSPC\\b");

    private static final Pattern MEMORY_OUTPUT =
            Pattern.compile("Cannot allocate memory|memory exhausted|std::bad_alloc|Killed signal terminated program"
                    + "|(?m)^(?:\\S+: line \\d+:\\s+\\d+ )?Killed(?:\\s|$)");

    /** What shells and programs print that get no further process or thread. */
    private static final Pattern PROCESS_OUTPUT =
            Pattern.compile("Cannot fork|can't fork|fork(?:: retry)?: Resource temporarily unavailable"
                    + "|fork/exec \\S+: resource temporarily unavailable|spawn \\S+ EAGAIN"
                    + "|unable to create (?:new )?native thread|pthread_create failed");

    private FailureSorting() {}

    /** What a command of a Dockerfile that ended with an exit code means. */
    static Failure ofCommand(FailedCommand command, boolean network) {
        String ended = "the command " + quoted(command.text()) + " ended with exit code " + command.exitCode();
        Matcher full = DISK_OUTPUT.matcher(command.output());
        if (full.find()) {
            return new Failure.Transient(
                    Kind.DISK_FULL, ended + " (\"" + full.group() + "\"); free space on the engine's disk", command);
        }
        if (MEMORY_OUTPUT.matcher(command.output()).find()) {
            return new Failure.Transient(
                    Kind.OUT_OF_MEMORY,
                    ended + ", since memory ran out; give the engine more, or the builders fewer builds at once",
                    command);
        }
        if (PROCESS_OUTPUT.matcher(command.output()).find()) {
            return new Failure.Unknown(
                    Kind.TOO_MANY_PROCESSES,
                    ended + ", since it got no further process or thread; have it start fewer at once, or raise"
                            + " imprimatur.engine.limits.processes",
                    command);
        }
        if (command.exitCode() == KILLED || command.exitCode() == TERMINATED) {
            return new Failure.Unknown(
                    Kind.COMMAND_KILLED,
                    ended + ": it was killed, for want of memory or by a stopping engine",
                    command);
        }
        Optional<String> trouble = network ? NetworkOutput.find(command.output()) : Optional.empty();
        if (trouble.isPresent()) {
            return new Failure.Transient(
                    Kind.NETWORK_IN_BUILD,
                    ended + ", since the network failed it (\"" + trouble.get() + "\")",
                    command);
        }
        return new Failure.Permanent(
                Kind.COMMAND_FAILED, ended + "; its output says why, the Dockerfile needs a correction", command);
    }

    /**
     * The same of a build that has a memory limit of its own: if memory killed it, that limit did. Whether it would
     * need as much again, is not known.
     *
     * @param limit in bytes
     */
    static Failure withinMemory(Failure sorted, long limit) {
        if (sorted.kind() == Kind.COMMAND_KILLED && sorted.command().exitCode() != KILLED) {
            return sorted;
        }
        return switch (sorted.kind()) {
            case OUT_OF_MEMORY, COMMAND_KILLED ->
                new Failure.Unknown(
                        Kind.OUT_OF_MEMORY,
                        "the command " + quoted(sorted.command().text()) + " ended with exit code "
                                + sorted.command().exitCode() + ": it needed more than its limit of "
                                + new ByteSize(limit) + " of memory; raise imprimatur.engine.limits.memory, or have"
                                + " it need less",
                        sorted.command());
            default -> sorted;
        };
    }

    /** What a message of the engine means. */
    static Failure ofMessage(String message) {
        String text = message == null ? "the engine gave no reason" : message.strip();
        return MESSAGES.stream()
                .filter(rule -> rule.text().matcher(text).find())
                .findFirst()
                .map(rule -> rule.failure(text))
                .orElseGet(() -> new Failure.Unknown(Kind.UNKNOWN, text, null));
    }

    /** What an exception of the client library means. */
    static Failure ofException(Throwable thrown) {
        if (thrown instanceof BadRequestException bad) {
            Failure sorted = ofMessage(message(bad));
            return sorted.kind() == Kind.UNKNOWN
                    ? new Failure.Permanent(Kind.UNKNOWN, "the engine refuses it: " + message(bad), null)
                    : sorted;
        }
        if (thrown instanceof DockerException answered) {
            return ofMessage(message(answered));
        }
        return EngineTrust.refused(thrown).orElseGet(() -> connection(thrown));
    }

    private static Failure connection(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return unreachable(cause);
            }
        }
        return new Failure.Unknown(Kind.UNKNOWN, String.valueOf(thrown), null);
    }

    /** The first cause of all. */
    static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** What an answer that is no success says: the engine's JSON, or a proxy's text. */
    static Failure ofAnswer(String body) {
        return ofMessage(message(body));
    }

    /** An image was removed before it had a name. */
    static Failure removed(String image) {
        return new Failure.Transient(
                Kind.LAYER_REMOVED,
                "image " + image
                        + " was removed from the engine before it had a name; if that stays, look for another program"
                        + " that prunes images",
                null);
    }

    /** The engine ended its answer without saying how it went. */
    static Failure endedEarly() {
        return new Failure.Transient(
                Kind.ENGINE_UNREACHABLE,
                "the engine's answer ended before its work did; check that it still runs (DOCKER_HOST)",
                null);
    }

    private static Failure unreachable(Throwable cause) {
        return new Failure.Transient(
                Kind.ENGINE_UNREACHABLE,
                "the container engine does not answer (" + cause + "); check that it runs, and DOCKER_HOST",
                null);
    }

    /** The message in the engine's JSON answer, without docker-java's "Status 400: " around it. */
    private static String message(DockerException answered) {
        return message(String.valueOf(answered.getMessage()));
    }

    private static String message(String said) {
        Matcher json = JSON_MESSAGE.matcher(said);
        return json.matches() ? json.group(1).replace("\\\"", "\"").replace("\\n", "\n") : said;
    }

    /** Between marks that the command itself has not, if there are any. */
    private static String quoted(String command) {
        String mark = !command.contains("'") ? "'" : command.contains("\"") ? "`" : "\"";
        return mark + abbreviated(command) + mark;
    }

    private static String abbreviated(String command) {
        return command.length() <= 200 ? command : command.substring(0, 199) + "…";
    }
}
