package dev.imprimatur.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How an engine is reached and how much of it one build may use, as a service's configuration says it. */
public interface EngineSettings {

    /** Its address, {@code unix:///…} or {@code tcp://…}; otherwise DOCKER_HOST, else the usual socket. */
    Optional<String> host();

    /**
     * The folder of {@code ca.pem}, {@code cert.pem} and {@code key.pem} for an engine that speaks TLS; otherwise
     * DOCKER_CERT_PATH where DOCKER_TLS_VERIFY is set, else there is no TLS.
     */
    Optional<Path> certPath();

    /** Whether an engine on another machine may be spoken to without TLS; otherwise it is refused. */
    Optional<PlainTcp> plainTcp();

    /** How much of its disk has to be free, such as {@code 2g}; otherwise {@code 512m}. With less it is not ready. */
    Optional<String> leastFree();

    /** What each build, and so each test, may use at most. */
    Limits limits();

    /** Through what their commands fetch packages. */
    Proxy proxy();

    /** Without an address they fetch directly. */
    interface Proxy {

        /** For addresses that begin with {@code http:}, such as {@code http://cache.example:3142}. */
        Optional<String> http();

        /** For addresses that begin with {@code https:}. */
        Optional<String> https();

        /** Hosts, domains and addresses that are reached without it, such as {@code .example.com}. */
        Optional<List<String>> direct();
    }

    /** Those of memory and processors are without a bound unless they are given. */
    interface Limits {

        /** How much memory, such as {@code 512m} or {@code 4g}; there is no swap beside it. */
        Optional<String> memory();

        /** How much time of processors, such as {@code 1.5}. */
        Optional<Double> cpus();

        /** How many processes and threads each command may have at once, 0 for no bound; otherwise 4096. */
        Optional<Integer> processes();

        /**
         * What a build may print until it is ended, in characters such as {@code 100m}, 0 for no bound; otherwise 1g.
         */
        Optional<String> output();

        /** What each command of a build may write to its file system, 0 for no bound; otherwise {@code 20g}. */
        Optional<String> disk();

        /** The cgroup below which the engine makes those of builds; bounds that it has itself hold for all of them. */
        Optional<String> cgroupParent();

        /** The engine's network that commands use if they may use one; {@code none} takes it from all of them. */
        Optional<String> network();
    }
}
