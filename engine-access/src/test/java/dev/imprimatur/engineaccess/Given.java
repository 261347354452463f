package dev.imprimatur.engineaccess;

import dev.imprimatur.engine.EngineSettings;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of an engine as a test wants them. */
record Given(Optional<String> host, Optional<Path> certPath, Optional<String> leastFree, Limits limits)
        implements EngineConfig {

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
