package dev.imprimatur.console;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Where the console finds the services that it asks: the same addresses for all test classes, so that one console does
 * for all.
 */
public class Neighbours implements QuarkusTestResourceLifecycleManager {
    /** A service that the console asks. */
    public enum Service {
        RENDERER,
        BUILDER,
        TESTER,
        PUBLISHER
    }

    private static final Map<Service, NeighbourPort> PORTS = new EnumMap<>(Service.class);

    /** The first of two testers. Nothing ever listens there. */
    private static final NeighbourPort OTHER_TESTER = new NeighbourPort();

    private static Neighbour present;

    static {
        Set.of(Service.values()).forEach(service -> PORTS.put(service, new NeighbourPort()));
    }

    /** The one that the test class has, of this type. */
    public static <T extends Neighbour> T present(Class<T> type) {
        return type.cast(present);
    }

    /** Where the console asks for a service. */
    static String url(Service service) {
        return PORTS.get(service).url();
    }

    /** From now on it stands in for its services; where the others should be, nothing listens. */
    static void are(Neighbour neighbour) {
        leave();
        present = neighbour;
        neighbour.services().forEach(service -> PORTS.get(service).open(neighbour));
    }

    /** From now on nothing listens anywhere. */
    static void leave() {
        PORTS.values().forEach(NeighbourPort::close);
        present = null;
    }

    @Override
    public Map<String, String> start() {
        return Map.of(
                "imprimatur.console.renderer",
                url(Service.RENDERER),
                "imprimatur.console.builder",
                url(Service.BUILDER),
                "imprimatur.console.tester",
                OTHER_TESTER.url() + "," + url(Service.TESTER),
                "imprimatur.console.publisher",
                url(Service.PUBLISHER),
                // Some tests write much, and one looks for the limit of webhooks.
                "imprimatur.console.webhooks.most",
                "5",
                "imprimatur.http.writes-a-minute",
                "100000");
    }

    @Override
    public void stop() {
        leave();
    }
}
