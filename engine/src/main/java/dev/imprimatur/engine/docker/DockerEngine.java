package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.PushResponseItem;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.ByteSize;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.ContainerOrder;
import dev.imprimatur.engine.DockerfileSteps;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineCertificates;
import dev.imprimatur.engine.EngineDisk;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.EngineVersion;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.FileReader;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.PackageProxy;
import dev.imprimatur.engine.ResourceLimits;
import dev.imprimatur.engine.RunningContainer;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** An engine that speaks Docker's API. */
final class DockerEngine implements Engine {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(1);
    private static final Duration SILENCE = Duration.ofMinutes(3);

    /** An engine may write the whole image to its own disk before it sends any of it. */
    private static final Duration FIRST_BYTE = Duration.ofMinutes(10);

    private static final Duration PUSH_SILENCE = Duration.ofMinutes(1);

    /** Asks for what is answered at once. */
    private final DockerClient client;

    /** Asks for what takes as long as it takes. */
    private final DockerClient streaming;

    private final SaveRequest saving;
    private final Leftovers leftovers;
    private final DiskUsage disk;
    private final ResourceLimits limits;
    private final PackageProxy proxy;
    private final ImageFiles files;
    private final ClassicBuild classic;
    private final BuildKit buildKit;

    /** The engine that had the network of builds when it was asked. */
    private volatile String hasNetwork;

    /** Null where it is not spoken to over TLS. */
    private final EngineTls tls;

    DockerEngine(
            DockerClientConfig config, EngineTls tls, ResourceLimits limits, PackageProxy proxy, ByteSize leastFree) {
        this.tls = tls;
        DockerHttpClient asking = http(config, ANSWER);
        this.client = DockerClientImpl.getInstance(config, asking);
        DockerHttpClient lasting = http(config, null);
        this.streaming = DockerClientImpl.getInstance(config, new BuildLimits(lasting, limits));
        this.saving = new SaveRequest(config, CONNECT, FIRST_BYTE, SILENCE);
        this.leftovers = new Leftovers(client);
        this.disk = new DiskUsage(asking, config.getDockerHost().getScheme().equals("unix"), leastFree);
        this.limits = limits;
        this.proxy = proxy;
        this.files = new ImageFiles(client);
        this.classic = new ClassicBuild(client, streaming, limits);
        this.buildKit = new BuildKit(asking, lasting, limits);
    }

    private static DockerHttpClient http(DockerClientConfig config, Duration answer) {
        return new FreshConnections(new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .connectionTimeout(CONNECT)
                .responseTimeout(answer)
                .build());
    }

    @Override
    public EngineVersion version() {
        return ask(() -> {
            Version version = client.versionCmd().exec();
            Info info = client.infoCmd().exec();
            return new EngineVersion(
                    version.getVersion(),
                    version.getApiVersion(),
                    identity(info),
                    UnheldLimits.of(limits, info, network -> hasNetwork(network, identity(info))));
        });
    }

    /** One that was seen is not asked for again, until it is another engine. */
    private boolean hasNetwork(String network, String engine) {
        if (network == null || engine.equals(hasNetwork)) {
            return true;
        }
        try {
            client.inspectNetworkCmd().withNetworkId(network).exec();
            hasNetwork = engine;
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** Engines of one machine may have one id between them; each has a folder of its own. */
    private static String identity(Info info) {
        return info.getDockerRootDir() == null ? info.getId() : info.getId() + info.getDockerRootDir();
    }

    @Override
    public Optional<EngineCertificates> certificates() {
        return Optional.ofNullable(tls).map(EngineTls::certificates);
    }

    @Override
    public Optional<String> buildKitTrouble() {
        return ask(buildKit::trouble);
    }

    @Override
    public EngineDisk disk() {
        return ask(() -> disk.now(client.infoCmd().exec().getDockerRootDir()));
    }

    @Override
    public Digest build(BuildOrder asked, Output output) {
        BuildOrder order = asked.through(proxy);
        String id;
        try {
            id = switch (order.builtBy()) {
                case CLASSIC -> classic.build(order, output);
                case BUILDKIT -> buildByBuildKit(order, output);
            };
        } catch (EngineException e) {
            throw e.at(DockerfileSteps.named(e.failure().message()));
        }
        EngineImage built = image(id).orElseThrow(() -> new EngineException(FailureSorting.removed(id)));
        requirePlatform(order, built);
        return built.id();
    }

    private String buildByBuildKit(BuildOrder order, Output output) {
        return ask(() -> {
            Version version = client.versionCmd().exec();
            buildKit.requireBuildable(order);
            new BuildKitBases(this, version.getOperatingSystem() + "/" + version.getArch())
                    .require(order, base -> pull(base, output, order.cancellation()));
            return buildKit.build(order, output);
        });
    }

    /** Engines without emulation take any platform in an order and build for their own. */
    private void requirePlatform(BuildOrder order, EngineImage built) {
        if (order.platform() != null && !(order.platform() + "/").startsWith(built.platform() + "/")) {
            remove(built.id().value());
            throw new EngineException(new Failure.Permanent(
                    Kind.PLATFORM_MISMATCH,
                    "the image became one for " + built.platform() + ", not " + order.platform()
                            + "; take a base image of the wanted platform, or an engine that has it",
                    null));
        }
    }

    @Override
    public void pull(ImageReference reference, Output output, Cancellation cancellation) {
        String name = reference.registry() + "/" + reference.repository();
        try (TransferStream<PullResponseItem> stream = new TransferStream<>(output)) {
            streaming.pullImageCmd(name).withTag(reference.reference()).exec(stream);
            stream.awaitWhileAlive(SILENCE, cancellation);
            stream.finish();
        }
    }

    @Override
    public Digest push(ImageReference tag, Output output, Cancellation cancellation) {
        String name = tag.registry() + "/" + tag.repository();
        try (TransferStream<PushResponseItem> stream = new TransferStream<>(output)) {
            streaming.pushImageCmd(name).withTag(tag.tag()).exec(stream);
            stream.awaitWhileAlive(PUSH_SILENCE, cancellation);
            stream.finish();
            return stream.digest().orElseThrow(() -> new EngineException(FailureSorting.endedEarly()));
        }
    }

    @Override
    public InputStream save(String image, Cancellation cancellation) {
        try {
            return saving.send(image, cancellation);
        } catch (IOException e) {
            throw new EngineException(FailureSorting.ofException(e), e);
        }
    }

    @Override
    public void readFiles(String image, String label, String value, List<String> paths, FileReader reader) {
        ask(() -> {
            files.read(image, Map.of(label, value), paths, reader);
            return null;
        });
    }

    @Override
    public void tag(String image, ImageReference tag) {
        String name = tag.registry() + "/" + tag.repository();
        ask(() -> {
            try {
                return client.tagImageCmd(image, name, tag.tag()).exec();
            } catch (NotFoundException e) {
                // It was built or pulled just now. As long as it has no name it counts as garbage.
                throw new EngineException(FailureSorting.removed(image), e);
            }
        });
    }

    @Override
    public Optional<EngineImage> image(String reference) {
        return ask(() -> {
            try {
                return Optional.of(
                        Inspection.image(client.inspectImageCmd(reference).exec()));
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public void untag(ImageReference reference) {
        removeImage(reference.toString(), false);
    }

    @Override
    public void remove(String image) {
        removeImage(image, true);
    }

    private void removeImage(String image, boolean force) {
        ask(() -> {
            try {
                return client.removeImageCmd(image).withForce(force).exec();
            } catch (NotFoundException e) {
                return null;
            }
        });
    }

    @Override
    public RunningContainer start(ContainerOrder order, Output output) {
        return DockerContainer.start(client, streaming, limits, order, output);
    }

    @Override
    public void prune(String label, String value, String... exceptLabels) {
        ask(() -> {
            leftovers.remove(label, value, exceptLabels);
            return null;
        });
    }

    private static <R> R ask(Supplier<R> question) {
        try {
            return question.get();
        } catch (EngineException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new EngineException(FailureSorting.ofException(e), e);
        }
    }

    @Override
    public void close() {
        try {
            client.close();
            streaming.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
