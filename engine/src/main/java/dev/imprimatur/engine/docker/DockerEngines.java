package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.LocalDirectorySSLConfig;
import dev.imprimatur.engine.ByteSize;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineAddress;
import dev.imprimatur.engine.EngineDisk;
import dev.imprimatur.engine.EngineSettings;
import dev.imprimatur.engine.PackageProxy;
import dev.imprimatur.engine.PlainTcp;
import dev.imprimatur.engine.ResourceLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Connects to engines that speak Docker's API. */
public final class DockerEngines {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+");

    private DockerEngines() {}

    /**
     * An engine at this address, {@code unix:///…} or {@code tcp://…}; blank means {@code DOCKER_HOST}, else the usual
     * socket. Nothing is sent yet: the engine may be down.
     *
     * @throws IllegalArgumentException if the text is no engine's address, or DOCKER_CERT_PATH no folder of
     *     certificates
     */
    public static Engine connect(String host) {
        return connect(
                new EngineAddress(host),
                null,
                PlainTcp.REFUSE,
                ResourceLimits.NONE,
                PackageProxy.NONE,
                EngineDisk.LEAST_FREE);
    }

    /**
     * An engine as a service's configuration names it. Nothing is sent yet: the engine may be down.
     *
     * @throws IllegalArgumentException if a value makes no sense; the message begins with its key
     */
    public static Engine connect(EngineSettings settings) {
        ResourceLimits limits = named("limits.", () -> ResourceLimits.of(settings.limits()));
        PackageProxy proxy = named("proxy.", () -> PackageProxy.of(settings.proxy()));
        ByteSize leastFree = named(
                "least-free: ", () -> settings.leastFree().map(ByteSize::parse).orElse(EngineDisk.LEAST_FREE));
        EngineAddress address =
                named("host: ", () -> new EngineAddress(settings.host().orElse("")));
        return named(
                "cert-path: ",
                () -> connect(
                        address,
                        settings.certPath().orElse(null),
                        settings.plainTcp().orElse(PlainTcp.REFUSE),
                        limits,
                        proxy,
                        leastFree));
    }

    private static <T> T named(String key, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + e.getMessage(), e);
        }
    }

    /**
     * Connects to it.
     *
     * @param certificates the folder of the files for TLS, or null for what the environment says
     * @param plain whether an engine on another machine may be spoken to without
     */
    private static Engine connect(
            EngineAddress address,
            Path certificates,
            PlainTcp plain,
            ResourceLimits limits,
            PackageProxy proxy,
            ByteSize leastFree) {
        var settings = DefaultDockerClientConfig.createDefaultConfigBuilder();
        if (!address.unsaid()) {
            settings.withDockerHost(address.value());
        }
        if (certificates != null) {
            settings.withDockerTlsVerify(true).withCustomSslConfig(new EngineTls(certificates));
        }
        DockerClientConfig config = built(settings);
        if (!EngineAddress.canBeAsked(config.getDockerHost())) {
            throw new IllegalArgumentException("DOCKER_HOST=" + config.getDockerHost()
                    + " is no engine's address, expected tcp://host:port, the host of letters, digits, '-' and '.'");
        }
        if (!config.getDockerHost().getScheme().equals("tcp")) {
            return new DockerEngine(config, null, limits, proxy, leastFree);
        }
        if (config.getSSLConfig() == null) {
            requireNear(config.getDockerHost(), plain);
            return new DockerEngine(config, null, limits, proxy, leastFree);
        }
        EngineTls tls = config.getSSLConfig() instanceof LocalDirectorySSLConfig files
                ? new EngineTls(Path.of(files.getDockerCertPath()))
                : (EngineTls) config.getSSLConfig();
        return new DockerEngine(built(settings.withCustomSslConfig(tls)), tls, limits, proxy, leastFree);
    }

    /** Who reaches such a port owns the engine, and its machine. */
    private static void requireNear(URI engine, PlainTcp plain) {
        if (plain != PlainTcp.ALLOW && !LOOPBACK.matcher(engine.getHost()).matches()) {
            throw new IllegalArgumentException(engine + " is an engine on another machine without TLS: whatever reaches"
                    + " that port owns the engine, and can have any test pass. Give the folder of ca.pem, cert.pem and"
                    + " key.pem (imprimatur.engine.cert-path, or DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH). A service also"
                    + " takes imprimatur.engine.plain-tcp=allow, where nothing else reaches it");
        }
    }

    private static DockerClientConfig built(DefaultDockerClientConfig.Builder settings) {
        try {
            return settings.build();
        } catch (DockerClientException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
