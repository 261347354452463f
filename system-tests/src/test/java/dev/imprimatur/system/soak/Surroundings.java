package dev.imprimatur.system.soak;

import static java.util.Map.entry;

import dev.imprimatur.simulation.Behaviour;
import dev.imprimatur.simulation.SimulatedEngine;
import dev.imprimatur.system.FreePorts;
import dev.imprimatur.system.Stack;
import dev.imprimatur.system.fault.Fault;
import dev.imprimatur.system.fault.FaultPlan;
import dev.imprimatur.system.fault.FaultProxy;
import dev.imprimatur.system.fault.HttpFaultProxy;
import dev.imprimatur.system.fault.ManifestWitness;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a stack stands on: a simulated engine and both registries, each behind a proxy with faults of its own. */
final class Surroundings implements AutoCloseable {
    static final String PRODUCTION = "production";
    static final String STAGING = "staging";
    static final String ENGINE = "engine";

    private static final Duration BUILD = Duration.ofMillis(300);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    /** The services' defaults. */
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(1);

    private static final Duration CANCEL_PATIENCE = Duration.ofMinutes(2);
    private static final int FLAKY_BUILD_IN = 20;

    private static final Map<Fault, Integer> REGISTRY_FAULTS = Map.ofEntries(
            entry(Fault.LATENCY, 3),
            entry(Fault.RESET, 3),
            entry(Fault.LOST_ANSWER, 3),
            entry(Fault.BLACK_HOLE, 1),
            entry(Fault.UNAVAILABLE, 3),
            entry(Fault.RATE_LIMITED, 2),
            entry(Fault.ABSURD_PAUSE, 2),
            entry(Fault.REDIRECTED, 2),
            entry(Fault.TRUNCATED, 2),
            entry(Fault.STALLED, 1));

    private static final Map<Fault, Integer> ENGINE_FAULTS = Map.ofEntries(
            entry(Fault.LATENCY, 3),
            entry(Fault.RESET, 3),
            entry(Fault.LOST_ANSWER, 3),
            entry(Fault.BLACK_HOLE, 1),
            entry(Fault.TRUNCATED, 2),
            entry(Fault.STALLED, 1));

    private final Pace pace;
    private final Path home;
    private final SimulatedEngine engine;
    private final Map<String, FaultPlan> plans = new LinkedHashMap<>();
    private final Map<String, FaultProxy> proxies = new LinkedHashMap<>();

    Surroundings(long seed, Pace pace, ManifestWitness witness) throws IOException {
        home = Files.createTempDirectory("imprimatur-soak");
        FreePorts.promise(home, Stack.PORTS);
        engine = new SimulatedEngine(0, new Behaviour(BUILD, FLAKY_BUILD_IN, seed));
        this.pace = pace;
        Duration silence = pace.scaled(SILENCE);
        proxy(PRODUCTION, registry("IMPRIMATUR_REGISTRY"), new FaultPlan(seed, 1, silence), REGISTRY_FAULTS, witness);
        proxy(
                STAGING,
                registry("IMPRIMATUR_STAGING"),
                new FaultPlan(seed + 1, 1, silence),
                REGISTRY_FAULTS,
                ManifestWitness.NONE);
        proxy(
                ENGINE,
                URI.create(engine.address()),
                new FaultPlan(seed + 2, 1, silence),
                ENGINE_FAULTS,
                ManifestWitness.NONE);
    }

    private void proxy(String name, URI target, FaultPlan plan, Map<Fault, Integer> faults, ManifestWitness witness) {
        plans.put(name, plan);
        proxies.put(name, new HttpFaultProxy(name, target, plan, faults, witness));
    }

    private static URI registry(String variable) {
        return URI.create("tcp://" + System.getenv(variable));
    }

    /** The folder of the stack's state. */
    Path home() {
        return home;
    }

    /** What makes a stack stand on it. Where outages are short, so are the longest pauses of the services. */
    Map<String, String> environment() {
        String pauses = Stream.of("builder", "tester", "publisher")
                .map(service -> " -Dimprimatur." + service + ".longest-back-off=" + pace.scaled(LONGEST_BACK_OFF))
                .collect(Collectors.joining());
        return Map.of(
                "IMPRIMATUR_REGISTRY",
                address(PRODUCTION),
                "IMPRIMATUR_STAGING",
                address(STAGING),
                "JAVA_TOOL_OPTIONS",
                "-Dimprimatur.engine.host=tcp://" + address(ENGINE) + " -Dimprimatur.renderer.cancel-patience="
                        + pace.scaled(CANCEL_PATIENCE) + pauses);
    }

    private String address(String name) {
        return "localhost:" + proxies.get(name).port();
    }

    /** Faults on the way to one of them, by name. */
    Map<String, FaultPlan> plans() {
        return plans;
    }

    /** From now on there are no faults. */
    void calm() {
        plans.values().forEach(plan -> plan.arm(false));
    }

    @Override
    public void close() throws IOException {
        for (FaultProxy proxy : proxies.values()) {
            proxy.close();
        }
        engine.close();
    }
}
