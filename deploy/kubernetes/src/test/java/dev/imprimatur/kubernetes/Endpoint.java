package dev.imprimatur.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One end of a connection: a pod with its labels and those of its namespace, or an address outside of the cluster,
 * which has no namespace. One with several addresses is reached if one of them is.
 */
record Endpoint(
        String name,
        String namespace,
        Map<String, String> namespaceLabels,
        Map<String, String> labels,
        Map<String, Integer> ports,
        List<InetAddress> addresses) {
    /** The name of the label that each namespace has. */
    static final String NAMESPACE = "kubernetes.io/metadata.name";

    /** Policies may take pods by their address too, which is a private one. */
    private static final List<InetAddress> OF_PODS = List.of(parsed("10.42.0.7"), parsed("fd42::7"));

    static Endpoint pod(String name, String namespace, Map<String, String> labels) {
        return pod(name, namespace, Map.of(), labels);
    }

    static Endpoint pod(
            String name, String namespace, Map<String, String> namespaceLabels, Map<String, String> labels) {
        Map<String, String> all = new HashMap<>(namespaceLabels);
        all.put(NAMESPACE, namespace);
        return new Endpoint(name, namespace, all, labels, Map.of(), OF_PODS);
    }

    /** A pod that this makes. */
    static Endpoint of(Manifests.Workload workload) {
        JsonNode spec = workload.object().path("spec");
        JsonNode labels = spec.has("jobTemplate")
                ? spec.at("/jobTemplate/spec/template/metadata/labels")
                : spec.at("/template/metadata/labels");
        Map<String, Integer> ports = new HashMap<>();
        workload.containers()
                .flatMap(container -> Manifests.stream(container.path("ports")))
                .filter(port -> port.has("name"))
                .forEach(port -> ports.put(
                        port.path("name").asText(), port.path("containerPort").asInt()));
        Endpoint pod = pod(workload.name(), workload.namespace(), words(labels));
        return new Endpoint(pod.name, pod.namespace, pod.namespaceLabels, pod.labels, ports, pod.addresses);
    }

    static Endpoint outside(String name, String... addresses) {
        return new Endpoint(
                name,
                null,
                Map.of(),
                Map.of(),
                Map.of(),
                Arrays.stream(addresses).map(Endpoint::parsed).toList());
    }

    boolean isPod() {
        return namespace != null;
    }

    static Map<String, String> words(JsonNode object) {
        Map<String, String> words = new HashMap<>();
        object.propertyStream()
                .forEach(each -> words.put(each.getKey(), each.getValue().asText()));
        return words;
    }

    /** Of an address, no name. */
    static InetAddress parsed(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }
}
