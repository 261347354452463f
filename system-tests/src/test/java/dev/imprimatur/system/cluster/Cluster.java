package dev.imprimatur.system.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.system.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/**
 * The Kubernetes cluster that {@code kubectl} reaches, or the command that {@code IMPRIMATUR_KUBECTL} names in its
 * place. It takes images by the command in {@code IMPRIMATUR_CLUSTER_IMPORT}, which reads what {@code docker save}
 * writes.
 */
final class Cluster {
    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String kubectl =
            Optional.ofNullable(System.getenv("IMPRIMATUR_KUBECTL")).orElse("kubectl");

    /** The command of kubectl. */
    String kubectl() {
        return kubectl;
    }

    /** What a command of kubectl's prints, which has to succeed. Words of it are split as a shell does. */
    String ok(String command) {
        return shell(kubectl + " " + command);
    }

    /** The same, as JSON. */
    JsonNode json(String command) {
        return parsed(ok(command + " -o json"));
    }

    /** Whether a command succeeds. */
    boolean succeeds(String command) {
        return Script.program(LIMIT, "bash", "-c", kubectl + " " + command).exitCode() == 0;
    }

    /** What a command prints that gets this as its input. */
    String piped(String from, String command) {
        return shell(from + " | " + kubectl + " " + command);
    }

    /** Hands an image of the local engine to the nodes. */
    void load(String image) {
        String importing = Optional.ofNullable(System.getenv("IMPRIMATUR_CLUSTER_IMPORT"))
                .orElseThrow(() ->
                        new IllegalStateException("IMPRIMATUR_CLUSTER_IMPORT names no command that gives images to"
                                + " the cluster's nodes, such as: k3s ctr images import -"));
        shell("docker save '%s' | %s".formatted(image, importing));
    }

    /** Has the pods with this label evicted, as soon as their budget lets them go, and waits until they have gone. */
    void evict(String namespace, String app) throws IOException {
        String kind = evictions();
        for (JsonNode pod : json("-n %s get pods -l app.kubernetes.io/name=%s".formatted(namespace, app))
                .path("items")) {
            String name = pod.at("/metadata/name").asText();
            Path eviction = Files.writeString(
                    Files.createTempFile("eviction", ".json"),
                    "{\"apiVersion\":\"policy/%s\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"}}"
                            .formatted(kind, name, namespace));
            String asked =
                    "create --raw /api/v1/namespaces/%s/pods/%s/eviction -f %s".formatted(namespace, name, eviction);
            Awaitility.await().atMost(LIMIT).until(() -> succeeds(asked));
            Files.delete(eviction);
            ok("-n %s wait --for=delete pod/%s --timeout=300s".formatted(namespace, name));
        }
    }

    /** The version of the API in which this server takes evictions. */
    private String evictions() {
        JsonNode resources = parsed(ok("get --raw /api/v1")).path("resources");
        return StreamSupport.stream(resources.spliterator(), false)
                .filter(resource -> resource.path("name").asText().equals("pods/eviction"))
                .map(resource -> resource.path("version").asText())
                .findFirst()
                .orElseThrow();
    }

    /** Kills the pods with this label: nothing is said to them first. */
    void kill(String namespace, String app) {
        ok("-n %s delete pod -l app.kubernetes.io/name=%s --force --grace-period=0 --wait=false"
                .formatted(namespace, app));
    }

    /** Waits until all of it is there again. */
    void await(String namespace, String workload) {
        ok("-n %s rollout status %s --timeout=300s".formatted(namespace, workload));
    }

    /** Whether this namespace is on its way out. */
    boolean goes(String namespace) {
        return ok("get namespace --ignore-not-found -o jsonpath='{.status.phase}' " + namespace)
                .equals("Terminating");
    }

    /** How many pods have this label, those included that are on their way out. */
    int pods(String namespace, String app) {
        return json("-n %s get pods -l app.kubernetes.io/name=%s".formatted(namespace, app))
                .path("items")
                .size();
    }

    /** Ports of pods, services and nodes, and of what a cloud tells machines, each as address/port. */
    Set<String> neighbours() {
        Set<String> neighbours = new TreeSet<>(Set.of("169.254.169.254/80"));
        addresses()
                .forEach(address -> List.of(53, 443, 2375, 2376, 5000, 5432, 6443, 8080, 9092, 10250)
                        .forEach(port -> neighbours.add(address + "/" + port)));
        return neighbours;
    }

    private Iterable<String> addresses() {
        JsonNode all = json("get pods,services,nodes --all-namespaces");
        return StreamSupport.stream(all.path("items").spliterator(), false)
                .flatMap(item -> StreamSupport.stream(
                        (item.path("kind").asText().equals("Node")
                                        ? item.at("/status/addresses")
                                        : JSON.createArrayNode()
                                                .add(item.at("/status/podIP"))
                                                .add(item.at("/spec/clusterIP")))
                                .spliterator(),
                        false))
                .map(address -> address.isObject() ? address.path("address").asText() : address.asText())
                .filter(address -> address.matches("[0-9.]+"))
                .distinct()
                .toList();
    }

    static JsonNode parsed(String output) {
        try {
            return JSON.readTree(output);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + output, e);
        }
    }

    static String shell(String command) {
        Script.Result result = Script.program(LIMIT, "bash", "-o", "pipefail", "-c", command);
        if (result.exitCode() != 0) {
            throw new AssertionError(command + ": " + result.output() + result.errors());
        }
        return result.output();
    }
}
