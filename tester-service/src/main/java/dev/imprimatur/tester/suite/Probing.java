package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.CommandResult;
import dev.imprimatur.engine.ContainerState;
import dev.imprimatur.engine.RunningContainer;
import dev.imprimatur.events.HealthProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Probes a container from within, where that needs no network. Any shell can see in /proc that a port listens; a
 * request takes bash, or netcat as in Alpine and BusyBox.
 */
final class Probing {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int NO_CLIENT = 125;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b.*");

    /** Takes the port in hexadecimal; 0A is the state of a socket that listens. */
    private static final String LISTENS = """
            for table in /proc/net/tcp /proc/net/tcp6; do
              [ -r $table ] && while read -r number local remote state rest; do
                case "$local $state" in *":$1 0A") exit 0;; esac
              done < $table
            done
            exit 1
            """;

    /** Takes port and path, and prints the first line of the answer. */
    private static final String REQUEST = """
            if command -v bash >/dev/null 2>&1; then
              exec bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
                printf "GET %%s HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n" "$2" >&3
                read -r -t 5 line <&3 && printf "%%s\\n" "$line"' probe "$1" "$2"
            fi
            command -v nc >/dev/null 2>&1 || exit %d
            printf 'GET %%s HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' "$2" | nc -w 5 127.0.0.1 "$1" | head -n 1
            """.formatted(NO_CLIENT);

    private final HealthProbe probe;
    private final RunningContainer container;
    private final Cancellation cancellation;

    /** @param cancellation ends a look that goes on */
    Probing(HealthProbe probe, RunningContainer container, Cancellation cancellation) {
        this.probe = probe;
        this.container = container;
        this.cancellation = cancellation;
    }

    /**
     * What a look shows.
     *
     * @param state how it stands
     * @param what what was seen
     */
    record ProbeResult(State state, String what) {
        enum State {
            WORKS,
            NOT_YET,
            BROKEN,
            UNTESTABLE
        }

        static ProbeResult works(String what) {
            return new ProbeResult(State.WORKS, what);
        }

        static ProbeResult notYet(String what) {
            return new ProbeResult(State.NOT_YET, what);
        }
    }

    /** Looks once. */
    ProbeResult look(ContainerState state) {
        if (probe.httpGet() != null) {
            return request(probe.httpGet());
        }
        if (probe.tcpSocket() != null) {
            return listening(probe.tcpSocket().port());
        }
        return probe.ownCheck() ? ownCheck(state) : command();
    }

    private ProbeResult listening(int port) {
        CommandResult result = shell(LISTENS, "%04X".formatted(port));
        if (result.succeeded()) {
            return ProbeResult.works("port " + port + " accepts");
        }
        return noShell(result) ? untestable("no /bin/sh", port) : ProbeResult.notYet("nothing listens at port " + port);
    }

    private ProbeResult request(HealthProbe.HttpGet wanted) {
        CommandResult result = shell(REQUEST, String.valueOf(wanted.port()), wanted.path());
        String said = result.output().strip();
        Matcher status = STATUS.matcher(said);
        String what = "GET " + wanted.path() + " at port " + wanted.port() + " ";
        if (status.matches()) {
            int answer = Integer.parseInt(status.group(1));
            return wanted.answeredBy(answer)
                    ? ProbeResult.works(what + "answers " + answer)
                    : ProbeResult.notYet(what + "answers " + answer);
        }
        if (noShell(result) || result.exitCode() == NO_CLIENT) {
            return untestable("no /bin/sh with bash or nc", wanted.port());
        }
        return ProbeResult.notYet(what + (said.isEmpty() ? "gives no answer" : "gives: " + said));
    }

    private CommandResult shell(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "probe"));
        command.addAll(List.of(arguments));
        return container.run(command, LIMIT, cancellation);
    }

    private static boolean noShell(CommandResult result) {
        return result.exitCode() >= CommandResult.CANNOT_RUN && result.output().contains("/bin/sh");
    }

    private static ProbeResult untestable(String lack, int port) {
        return new ProbeResult(
                ProbeResult.State.UNTESTABLE,
                "the image has " + lack + " to look at port " + port
                        + " with; use health.exec with a program that it has, or give it a HEALTHCHECK");
    }

    private ProbeResult command() {
        CommandResult result = container.run(probe.exec(), LIMIT, cancellation);
        String what = "'" + String.join(" ", probe.exec()) + "' ended with exit code " + result.exitCode();
        return result.succeeded()
                ? ProbeResult.works(what)
                : ProbeResult.notYet(what + (result.output().isBlank() ? "" : ": " + result.output()));
    }

    private static ProbeResult ownCheck(ContainerState state) {
        String said = state.lastCheck().isEmpty() ? "" : ": " + state.lastCheck();
        return switch (state.health()) {
            case HEALTHY -> ProbeResult.works("its HEALTHCHECK says healthy" + said);
            case STARTING -> ProbeResult.notYet("its HEALTHCHECK has not succeeded yet" + said);
            case UNHEALTHY -> new ProbeResult(ProbeResult.State.BROKEN, "its HEALTHCHECK says unhealthy" + said);
            case NONE ->
                new ProbeResult(
                        ProbeResult.State.UNTESTABLE,
                        "the image has no HEALTHCHECK; give it one, or the test httpGet, tcpSocket or exec");
        };
    }
}
