package dev.imprimatur.engineaccess;

import dev.imprimatur.engine.EngineSettings;
import dev.imprimatur.engine.PlainTcp;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Settings of an engine as a test wants them. */
record Given(Optional<String> host, Optional<Path> certPath, Optional<String> leastFree, Limits limits, Proxy proxy)
        implements EngineConfig {

    @Override
    public Optional<PlainTcp> plainTcp() {
        return Optional.empty();
    }

    /** Commands that fetch by this proxy. */
    record By(Optional<String> http, Optional<String> https, Optional<List<String>> direct)
            implements EngineSettings.Proxy {
        static final By NONE = new By(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Limits of which the others are not given. */
    record Bounds(Optional<String> memory, Optional<Double> cpus, Optional<Integer> processes)
            implements EngineSettings.Limits {
        @Override
        public Optional<String> output() {
            return Optional.empty();
        }

        @Override
        public Optional<String> disk() {
            return Optional.empty();
        }

        @Override
        public Optional<String> cgroupParent() {
            return Optional.empty();
        }

        @Override
        public Optional<String> network() {
            return Optional.empty();
        }
    }
}
