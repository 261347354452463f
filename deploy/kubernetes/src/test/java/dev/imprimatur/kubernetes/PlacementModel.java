package dev.imprimatur.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which nodes the scheduler prefers for the next pod of one kind, by its scores for spread constraints and for
 * preferred anti-affinity, to which it gives one weight by default. A node that lacks the key of one constraint counts
 * in none of them, and scores nothing. Not in the model: all that makes other differences between nodes. Selectors take
 * the pods that are placed here.
 */
final class PlacementModel {
    static final String HOST = "kubernetes.io/hostname";
    static final String ZONE = "topology.kubernetes.io/zone";

    private static final int MOST = 100;

    private final List<JsonNode> constraints;
    private final List<JsonNode> apart;
    private final List<Map<String, String>> nodes = new ArrayList<>();
    private final int[] pods;

    /** Empty nodes in these zones; in none where it is null. */
    PlacementModel(JsonNode pod, String... zones) {
        constraints = Manifests.stream(pod.path("topologySpreadConstraints")).toList();
        apart = Manifests.stream(pod.at("/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution"))
                .toList();
        pods = new int[zones.length];
        for (String zone : zones) {
            Map<String, String> labels = new HashMap<>(Map.of(HOST, "node-" + nodes.size()));
            if (zone != null) {
                labels.put(ZONE, zone);
            }
            nodes.add(labels);
        }
    }

    void place(int node) {
        pods[node]++;
    }

    /** How many are on nodes with this node's value of the key. */
    int around(int node, String key) {
        return around(node, key, each -> true);
    }

    private int around(int node, String key, IntPredicate counts) {
        return IntStream.range(0, pods.length)
                .filter(counts)
                .filter(each -> value(each, key).equals(value(node, key)))
                .map(each -> pods[each])
                .sum();
    }

    private String value(int node, String key) {
        return nodes.get(node).getOrDefault(key, "");
    }

    /** The nodes with the best score. */
    List<Integer> preferred() {
        long[] spread = spread();
        long[] away = away();
        long best = nodes().mapToLong(node -> spread[node] + away[node]).max().orElseThrow();
        return nodes().filter(node -> spread[node] + away[node] == best).boxed().toList();
    }

    private IntStream nodes() {
        return IntStream.range(0, pods.length);
    }

    private boolean counts(int node) {
        return constraints.stream()
                .allMatch(constraint -> nodes.get(node)
                        .containsKey(constraint.path("topologyKey").asText()));
    }

    private long[] spread() {
        long[] around = nodes().mapToLong(this::weighed).toArray();
        long most = nodes().filter(this::counts)
                .mapToLong(node -> around[node])
                .max()
                .orElse(0);
        long fewest = nodes().filter(this::counts)
                .mapToLong(node -> around[node])
                .min()
                .orElse(0);
        return nodes().mapToLong(
                        node -> !counts(node) ? 0 : most == 0 ? MOST : MOST * (most + fewest - around[node]) / most)
                .toArray();
    }

    /** A constraint with many places has more weight, so that one with few does not outweigh it. */
    private long weighed(int node) {
        return Math.round(constraints.stream()
                .mapToDouble(constraint -> {
                    String key = constraint.path("topologyKey").asText();
                    long places = nodes().filter(this::counts)
                            .mapToObj(each -> value(each, key))
                            .distinct()
                            .count();
                    return around(node, key, this::counts) * Math.log(places + 2.0)
                            + constraint.path("maxSkew").asInt()
                            - 1;
                })
                .sum());
    }

    private long[] away() {
        long[] sums = nodes().mapToLong(node -> -apart.stream()
                        .mapToLong(term -> {
                            String key = term.at("/podAffinityTerm/topologyKey").asText();
                            return nodes.get(node).containsKey(key)
                                    ? (long) term.path("weight").asInt() * around(node, key)
                                    : 0;
                        })
                        .sum())
                .toArray();
        long most = nodes().mapToLong(node -> sums[node]).max().orElseThrow();
        long least = nodes().mapToLong(node -> sums[node]).min().orElseThrow();
        return nodes().mapToLong(node -> most == least ? 0 : MOST * (sums[node] - least) / (most - least))
                .toArray();
    }
}
