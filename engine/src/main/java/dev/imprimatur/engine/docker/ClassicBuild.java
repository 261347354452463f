package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageCmd;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.ResourceLimits;

/**
 * Builds by the engine's classic builder.
 *
 * @param asking asks for what is answered at once
 * @param streaming asks for what takes as long as it takes
 * @param limits within which commands run
 */
record ClassicBuild(DockerClient asking, DockerClient streaming, ResourceLimits limits) {

    /** Builds it, and gives the image's id. */
    String build(BuildOrder order, Output output) {
        CommandBounds bounds = new CommandBounds(asking, limits);
        Silence silence = new Silence(order.silence(), bounds::anyRuns, output);
        try (BuildStream stream = new BuildStream(output, order.network(), limits, bounds, silence);
                BuildImageCmd command = streaming
                        .buildImageCmd(BuildContext.tar(order))
                        .withDockerfilePath(BuildContext.DOCKERFILE)
                        .withNoCache(true)
                        .withRemove(true)
                        .withForcerm(true)
                        .withLabels(order.labels())) {
            order.arguments().forEach(command::withBuildArg);
            if (order.platform() != null) {
                command.withPlatform(order.platform());
            }
            String network = order.network() ? limits.network() : "none";
            if (network != null) {
                command.withNetworkMode(network);
            }
            command.exec(stream);
            try {
                return awaited(stream, order);
            } catch (EngineException e) {
                throw e.at(stream.line(order.dockerfile()));
            }
        }
    }

    private static String awaited(BuildStream stream, BuildOrder order) {
        try {
            stream.await(order.timeout(), order.cancellation());
        } finally {
            stream.end();
        }
        return stream.imageId();
    }
}
