package dev.imprimatur.system.soak;

import static java.util.Map.entry;

import dev.imprimatur.simulation.SimulatedEngine;
import dev.imprimatur.system.FreePorts;
import dev.imprimatur.system.Script;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a stack stands on: a simulated engine and three registries, each a process behind a proxy with faults of its
 * own.
 */
final class Surroundings implements AutoCloseable {
    static final String PRODUCTION = "production";
    static final String STAGING = "staging";
    static final String MIRROR = "mirror";
    static final String ENGINE = "engine";

    /** What a fault can happen to, or to the way to it. */
    static final List<String> PLACES = List.of(PRODUCTION, STAGING, MIRROR, ENGINE);

    private static final List<String> PORTS =
            Stream.concat(Stack.PORTS.stream(), PLACES.stream()).toList();
    private static final Duration BUILD = Duration.ofMillis(300);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    /** The services' defaults. */
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(1);

    private static final Duration MIRROR_WAIT = Duration.ofSeconds(30);
    private static final Duration CANCEL_PATIENCE = Duration.ofMinutes(2);
    /** Not days: what is decided goes from staging while the run goes on. */
    private static final Duration RETENTION = Duration.ofSeconds(100);

    private static final Duration CLEAN_UP = Duration.ofMinutes(1);
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
    private final Recorder recorder;
    private final Disks disks;
    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final Map<String, FaultPlan> plans = new LinkedHashMap<>();
    private final Map<String, FaultProxy> proxies = new LinkedHashMap<>();

    Surroundings(long seed, Pace pace, Recorder recorder, MirrorRecorder mirror) throws IOException {
        this.pace = pace;
        this.recorder = recorder;
        home = Files.createTempDirectory("imprimatur-soak");
        Map<String, Integer> ports = FreePorts.promise(home, PORTS);
        disks = new Disks(Disks.PLACES.stream().collect(Collectors.toMap(place -> place, this::folder)), pace.run());
        Duration silence = pace.scaled(SILENCE);
        registry(PRODUCTION, ports.get(PRODUCTION), new FaultPlan(seed, 1, silence), recorder);
        registry(STAGING, ports.get(STAGING), new FaultPlan(seed + 1, 1, silence), ManifestWitness.NONE);
        registry(MIRROR, ports.get(MIRROR), new FaultPlan(seed + 3, 1, silence), mirror);
        program(ENGINE, ports.get(ENGINE), engine(ports.get(ENGINE), seed));
        proxy(ENGINE, new FaultPlan(seed + 2, 1, silence), ENGINE_FAULTS, ManifestWitness.NONE);
    }

    /** Where this place keeps what it has. */
    private Path folder(String place) {
        return place.equals(Disks.LOCAL_STACK)
                ? home.resolve(place)
                : home.resolve("registry").resolve(place);
    }

    private void registry(String name, int port, FaultPlan plan, ManifestWitness witness) throws IOException {
        Path configuration = Files.writeString(home.resolve(name + ".yml"), """
                version: 0.1
                log: {level: warn, formatter: text}
                storage:
                  filesystem: {rootdirectory: %s}
                  delete: {enabled: true}
                  cache: {blobdescriptor: inmemory}
                http: {addr: "127.0.0.1:%d", relativeurls: true, secret: soak}
                """.formatted(folder(name), port));
        program(name, port, List.of("docker-registry", "serve", configuration.toString()));
        proxy(name, plan, REGISTRY_FAULTS, witness);
    }

    /** What it has built is in its memory: one that is started again has lost it. */
    private static List<String> engine(int port, long seed) {
        Path folder = Script.ROOT.resolve("simulation/target");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                folder.resolve("*") + ":" + folder.resolve("lib/*"),
                SimulatedEngine.class.getName(),
                Integer.toString(port),
                Long.toString(BUILD.toMillis()),
                Integer.toString(FLAKY_BUILD_IN),
                Long.toString(seed));
    }

    private void program(String name, int port, List<String> command) throws IOException {
        Path log = Files.createDirectories(home.resolve("log")).resolve(name + ".log");
        programs.put(name, new Program(port, log, command));
    }

    private void proxy(String name, FaultPlan plan, Map<Fault, Integer> faults, ManifestWitness witness) {
        URI target = URI.create("tcp://localhost:" + programs.get(name).port());
        plans.put(name, plan);
        proxies.put(name, new HttpFaultProxy(name, target, plan, faults, witness));
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
                        + pace.scaled(CANCEL_PATIENCE) + pauses + " -Dimprimatur.publisher.mirrors=" + address(MIRROR)
                        + " -Dimprimatur.publisher.mirror-wait=" + pace.scaled(MIRROR_WAIT)
                        + " -Dimprimatur.builder.staging-retention="
                        + pace.scaled(RETENTION) + " -Dimprimatur.builder.staging-clean-up-interval="
                        + pace.scaled(CLEAN_UP) + " -Dimprimatur.tester.clean-up-interval=" + pace.scaled(CLEAN_UP));
    }

    private String address(String name) {
        return "localhost:" + proxies.get(name).port();
    }

    /** Faults on the way to one of them, by name. */
    Map<String, FaultPlan> plans() {
        return plans;
    }

    /** What it consists of, by name. */
    Map<String, Program> programs() {
        return programs;
    }

    /** From now on this place has no room on its disk. */
    void fill(String place) {
        if (programs.containsKey(place)) {
            programs.get(place).isAway();
        }
        disks.of(place).fill();
    }

    /**
     * Gives it room, as an operator has to: a registry is stopped before, and what it could not write is removed. It
     * would take an empty file for one that it has, and no request makes it whole.
     */
    void makeRoom(String place) throws IOException, InterruptedException {
        if (programs.containsKey(place)) {
            programs.get(place).kill();
            disks.of(place).removeEmptyFiles("data", "link");
        }
        disks.of(place).free();
        start();
    }

    /** @throws AssertionError if a disk is nearly full of what the run itself wrote */
    void requireRoom() {
        disks.requireRoom();
    }

    /** The production registry as people see it, with nothing in their way. */
    RegistryView production() {
        return registry(PRODUCTION);
    }

    /** The mirror, likewise. */
    RegistryView mirror() {
        return registry(MIRROR);
    }

    private RegistryView registry(String name) {
        return new RegistryView("localhost:" + programs.get(name).port());
    }

    /** What is left of work. */
    Leftovers leftovers() {
        return new Leftovers(
                registry(STAGING),
                URI.create("http://localhost:" + programs.get(ENGINE).port()));
    }

    /** Starts what does not run. What production did last, before it was killed, is in the history then. */
    void start() throws IOException, InterruptedException {
        programs.values().forEach(Program::start);
        recorder.lookUp(production());
    }

    /** From now on there are no faults. */
    void calm() {
        plans.values().forEach(plan -> plan.arm(false));
        disks.free();
    }

    @Override
    public void close() throws IOException {
        try (disks) {
            for (FaultProxy proxy : proxies.values()) {
                proxy.close();
            }
            programs.values().forEach(Program::close);
        }
    }
}
