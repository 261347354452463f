package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.imprimatur.engine.ByteSize;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.ResourceLimits;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Holds the commands of one build to bounds that engines take of containers, and not of builds. An engine names each
 * command's container after it has made it and before it starts it. What a command prints looks the same: a container
 * that it names is there only if it is the command's own, since no build learns the names of others.
 */
final class CommandBounds {
    /** Letters of an id that engines take for the whole. */
    private static final int SHORT = 12;
    /** What an engine says of a command that is over already. */
    private static final Pattern OVER = Pattern.compile(
            "marked for removal|cannot update a (?:stopped container|deleted process)|task \\w+ not found");

    private final DockerClient client;
    private final ResourceLimits limits;
    private final Set<String> containers = ConcurrentHashMap.newKeySet();
    private long printed;
    private boolean warned;

    CommandBounds(DockerClient client, ResourceLimits limits) {
        this.client = client;
        this.limits = limits;
    }

    /** Whether with this piece the build has printed more than it may. */
    boolean exceededBy(String piece) {
        return exceededBy(piece.length());
    }

    /** The same of a piece of this length. */
    boolean exceededBy(int length) {
        printed += length;
        return limits.output() > 0 && printed > limits.output();
    }

    Failure tooMuchOutput() {
        return new Failure.Permanent(
                Kind.OUTPUT_TOO_LARGE,
                "it printed more than " + limits.output() + " characters and was stopped; have it print less, or raise"
                        + " imprimatur.engine.limits.output",
                null);
    }

    /** Bounds the processes of a command if this says that one begins. Comes back with why they have no bound, once. */
    Optional<String> begin(String piece) {
        // A command that prints its own id again and again is bounded once.
        return CommandStart.container(piece)
                .map(id -> id.substring(0, SHORT))
                .filter(containers::add)
                .flatMap(this::bounded);
    }

    private Optional<String> bounded(String container) {
        try {
            bound(container);
            return Optional.empty();
        } catch (NotFoundException | ConflictException e) {
            containers.remove(container);
            return Optional.empty();
        } catch (RuntimeException e) {
            // What it writes is looked at all the same.
            String message = FailureSorting.ofException(e).message();
            if (warned || OVER.matcher(message).find()) {
                return Optional.empty();
            }
            warned = true;
            return Optional.of("[the engine sets no bound on the processes of commands: " + message + "]");
        }
    }

    private void bound(String container) {
        if (limits.processes() > 0) {
            client.updateContainerCmd(container)
                    .withPidsLimit(limits.processes())
                    .exec();
        } else {
            client.inspectContainerCmd(container).exec();
        }
    }

    /** The failure of a command that has written more than it may. */
    Optional<Failure> tooMuchWritten() {
        return limits.disk() > 0 && containers.stream().anyMatch(each -> written(each) > limits.disk())
                ? Optional.of(tooLarge())
                : Optional.empty();
    }

    /** Whether a command runs; one of which that cannot be learned now may have ended. */
    boolean anyRuns() {
        return containers.stream().anyMatch(this::runs);
    }

    private boolean runs(String container) {
        try {
            return Boolean.TRUE.equals(
                    client.inspectContainerCmd(container).exec().getState().getRunning());
        } catch (NotFoundException e) {
            containers.remove(container);
            return false;
        } catch (RuntimeException e) {
            return false;
        }
    }

    Failure tooLarge() {
        return new Failure.Permanent(
                Kind.LAYER_TOO_LARGE,
                "a command wrote more than " + new ByteSize(limits.disk()) + " and was stopped; have it write less, or"
                        + " raise imprimatur.engine.limits.disk",
                null);
    }

    /** An engine that does not answer now is asked again. */
    private long written(String container) {
        try {
            InspectContainerResponse said =
                    client.inspectContainerCmd(container).withSize(true).exec();
            return said.getSizeRw() == null ? 0 : said.getSizeRw();
        } catch (NotFoundException e) {
            containers.remove(container);
            return 0;
        } catch (RuntimeException e) {
            return 0;
        }
    }
}
