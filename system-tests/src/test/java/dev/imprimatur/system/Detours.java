package dev.imprimatur.system;

import static java.util.Map.entry;

import dev.imprimatur.system.fault.Fault;
import dev.imprimatur.system.fault.FaultPlan;
import dev.imprimatur.system.fault.FaultProxy;
import dev.imprimatur.system.fault.HttpFaultProxy;
import dev.imprimatur.system.fault.TcpFaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A proxy in front of everything that services depend on, and what makes a stack's services take that way. */
final class Detours implements AutoCloseable {
    /** What a registry does to its clients. */
    private static final Map<Fault, Integer> REGISTRY = Map.ofEntries(
            entry(Fault.LATENCY, 5),
            entry(Fault.RESET, 3),
            entry(Fault.LOST_ANSWER, 3),
            entry(Fault.BLACK_HOLE, 1),
            entry(Fault.UNAVAILABLE, 4),
            entry(Fault.RATE_LIMITED, 4));

    private static final Map<Fault, Integer> ENGINE =
            Map.of(Fault.LATENCY, 5, Fault.RESET, 3, Fault.LOST_ANSWER, 3, Fault.BLACK_HOLE, 1);

    /** A connection carries hundreds of requests: when it breaks, many of them fail. */
    private static final Map<Fault, Integer> CONNECTION =
            Map.of(Fault.LATENCY, 36, Fault.RESET, 3, Fault.BLACK_HOLE, 1);

    private final Path home;
    private final List<FaultProxy> proxies;

    Detours(FaultPlan plan) {
        try {
            home = Files.createTempDirectory("imprimatur-home");
            Map<String, Integer> ports = FreePorts.promise(home, Stack.PORTS);
            proxies = List.of(
                    new HttpFaultProxy("production", given("IMPRIMATUR_REGISTRY"), plan, REGISTRY),
                    new HttpFaultProxy("staging", given("IMPRIMATUR_STAGING"), plan, REGISTRY),
                    new HttpFaultProxy("engine", URI.create(System.getenv("DOCKER_HOST")), plan, ENGINE),
                    new TcpFaultProxy("broker", local(ports.get("kafka-users")), plan, CONNECTION),
                    new TcpFaultProxy("database", local(ports.get("postgres")), plan, CONNECTION));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI given(String registry) {
        return URI.create("tcp://" + System.getenv(registry));
    }

    private static URI local(int port) {
        return URI.create("tcp://localhost:" + port);
    }

    Path home() {
        return home;
    }

    /** System properties win over the addresses that the script hands to its services. */
    Map<String, String> environment() {
        String broker = "localhost:" + proxies.get(3).port();
        return Map.of(
                "IMPRIMATUR_REGISTRY",
                "localhost:" + proxies.get(0).port(),
                "IMPRIMATUR_STAGING",
                "localhost:" + proxies.get(1).port(),
                "DOCKER_HOST",
                "tcp://localhost:" + proxies.get(2).port(),
                "JAVA_TOOL_OPTIONS",
                "-Dkafka.bootstrap.servers=" + broker + " -Dmp.messaging.connector.smallrye-kafka.bootstrap.servers="
                        + broker + " -Dquarkus.datasource.jdbc.url=jdbc:postgresql://localhost:"
                        + proxies.get(4).port() + "/imprimatur?currentSchema=${quarkus.application.name}");
    }

    @Override
    public void close() {
        for (FaultProxy proxy : proxies) {
            try {
                proxy.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
