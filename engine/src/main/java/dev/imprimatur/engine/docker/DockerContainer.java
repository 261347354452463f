package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.CommandResult;
import dev.imprimatur.engine.ContainerOrder;
import dev.imprimatur.engine.ContainerState;
import dev.imprimatur.engine.ContainerState.Health;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.ResourceLimits;
import dev.imprimatur.engine.RunningContainer;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A container on an engine that speaks Docker's API. */
final class DockerContainer implements RunningContainer {
    /** The label of every container that was started here: unlike a build's it may be removed while it runs. */
    static final String STARTED = "dev.imprimatur.started";

    /** What a container prints is read at once, so the engine needs to keep little of it. */
    private static final Map<String, String> KEPT_BY_THE_ENGINE = Map.of("max-size", "16m", "max-file", "2");

    /** How long the end of the output may come after the end of the container. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final DockerClient client;
    private final DockerClient streaming;
    private final String id;
    private final FrameOutput output;

    private DockerContainer(DockerClient client, DockerClient streaming, String id, Output output) {
        this.client = client;
        this.streaming = streaming;
        this.id = id;
        this.output = new FrameOutput(output);
    }

    /** Starts one. If that fails nothing is left of it. */
    static DockerContainer start(
            DockerClient client, DockerClient streaming, ResourceLimits limits, ContainerOrder order, Output output) {
        String id = ask(() -> create(client, limits, order).exec().getId());
        DockerContainer container = new DockerContainer(client, streaming, id, output);
        try {
            ask(() -> client.startContainerCmd(id).exec());
            streaming
                    .logContainerCmd(id)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(container.output);
            return container;
        } catch (RuntimeException e) {
            try {
                container.close();
            } catch (EngineException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private static CreateContainerCmd create(DockerClient client, ResourceLimits limits, ContainerOrder order) {
        Map<String, String> labels = new HashMap<>(order.labels());
        labels.put(STARTED, "true");
        String network = order.network() ? limits.network() : "none";
        HostConfig host =
                bounded(limits).withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, KEPT_BY_THE_ENGINE));
        if (network != null) {
            host.withNetworkMode(network);
        }
        CreateContainerCmd command = client.createContainerCmd(order.image())
                .withLabels(labels)
                .withHostConfig(host)
                .withEnv(order.environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .sorted()
                        .toList());
        if (!order.command().isEmpty()) {
            command.withCmd(order.command());
        }
        if (order.checkInterval() != null) {
            command.withHealthcheck(
                    new HealthCheck().withInterval(order.checkInterval().toNanos()));
        }
        return command;
    }

    /** The same bounds as those of builds. */
    private static HostConfig bounded(ResourceLimits limits) {
        HostConfig host = HostConfig.newHostConfig();
        if (limits.memory() > 0) {
            host.withMemory(limits.memory()).withMemorySwap(limits.memory());
        }
        if (limits.cpus() > 0) {
            host.withCpuPeriod(BuildLimits.PERIOD).withCpuQuota(BuildLimits.quota(limits));
        }
        if (limits.processes() > 0) {
            host.withPidsLimit(limits.processes());
        }
        if (limits.cgroupParent() != null) {
            host.withCgroupParent(limits.cgroupParent());
        }
        return host;
    }

    @Override
    public ContainerState state() {
        InspectContainerResponse.ContainerState said =
                ask(() -> client.inspectContainerCmd(id).exec()).getState();
        boolean running = Boolean.TRUE.equals(said.getRunning());
        if (!running) {
            endOutput();
        }
        return new ContainerState(
                running,
                said.getExitCodeLong() == null ? -1 : said.getExitCodeLong().intValue(),
                Boolean.TRUE.equals(said.getOOMKilled()),
                health(said.getHealth()),
                lastCheck(said.getHealth()));
    }

    private static Health health(HealthState said) {
        if (said == null || said.getStatus() == null) {
            return Health.NONE;
        }
        return switch (said.getStatus().toLowerCase(Locale.ROOT)) {
            case "starting" -> Health.STARTING;
            case "healthy" -> Health.HEALTHY;
            case "unhealthy" -> Health.UNHEALTHY;
            default -> Health.NONE;
        };
    }

    private static String lastCheck(HealthState said) {
        if (said == null || said.getLog() == null || said.getLog().isEmpty()) {
            return "";
        }
        String printed = said.getLog().getLast().getOutput();
        return printed == null ? "" : plain(printed).strip();
    }

    private static String plain(String printed) {
        StringBuilder lines = new StringBuilder();
        TerminalText text = new TerminalText(lines::append);
        text.write(printed);
        text.end();
        return lines.toString();
    }

    @Override
    public CommandResult run(List<String> command, Duration limit, Cancellation cancellation) {
        try {
            String run = client.execCreateCmd(id)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withCmd(command.toArray(String[]::new))
                    .exec()
                    .getId();
            try (FrameOutput printed = new FrameOutput(Output.none());
                    var registration = cancellation.onCancel(printed::onComplete)) {
                streaming.execStartCmd(run).exec(printed);
                boolean ended = printed.await(limit);
                printed.end();
                if (!ended || cancellation.cancelled()) {
                    return new CommandResult(CommandResult.TOO_LONG, "it took longer than " + limit.toSeconds() + " s");
                }
                return new CommandResult(exitCode(run), printed.tail());
            }
        } catch (DockerException | IOException e) {
            return refused(e);
        } catch (RuntimeException e) {
            throw new EngineException(FailureSorting.ofException(e), e);
        }
    }

    /** The engine notes the end of a command a moment after that of its output. */
    private int exitCode(String run) {
        long end = System.nanoTime() + LAST_WORDS.toNanos();
        InspectExecResponse said = client.inspectExecCmd(run).exec();
        while (Boolean.TRUE.equals(said.isRunning()) && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            said = client.inspectExecCmd(run).exec();
        }
        return said.getExitCodeLong() == null
                ? CommandResult.CANNOT_RUN
                : said.getExitCodeLong().intValue();
    }

    /**
     * The engine runs nothing in a container that ended meanwhile, and nothing that is not there. Engine 20.10 says the
     * former as an error of its own where the container ends between the request for a command and its start.
     */
    private static CommandResult refused(Exception e) {
        Failure failure = FailureSorting.ofException(e);
        if (e instanceof ConflictException
                || e instanceof NotFoundException
                || e instanceof InternalServerErrorException
                        && failure.message().contains(" is not running")
                || failure.kind() == Failure.Kind.COMMAND_FAILED) {
            return new CommandResult(CommandResult.CANNOT_RUN, failure.message());
        }
        throw new EngineException(failure, e);
    }

    @Override
    public String tail() {
        return output.tail();
    }

    @Override
    public void close() {
        try {
            ask(() -> {
                try {
                    return client.removeContainerCmd(id)
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec();
                } catch (NotFoundException e) {
                    return null;
                }
            });
            endOutputOfWhatIsGone();
        } finally {
            closeOutput();
        }
    }

    private void closeOutput() {
        try {
            output.close();
        } catch (IOException e) {
            // The connection is gone, which is all that is wanted here.
        }
    }

    /** The engine refuses the output of a container that it is removing, where it was asked for only then. */
    private void endOutputOfWhatIsGone() {
        try {
            endOutput();
        } catch (EngineException e) {
            if (!(e.getCause() instanceof ConflictException) && !(e.getCause() instanceof NotFoundException)) {
                throw e;
            }
        }
    }

    private void endOutput() {
        ask(() -> output.await(LAST_WORDS));
        output.end();
    }

    private static <R> R ask(Supplier<R> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            throw new EngineException(FailureSorting.ofException(e), e);
        }
    }
}
