package dev.imprimatur.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who reaches whom under a set of NetworkPolicies, by what the reference of networking.k8s.io/v1 says of them. A pod
 * that no policy selects for a direction is free in it. One that is selected has what at least one rule of these
 * policies allows. A connection needs the egress of its source and the ingress of its destination.
 *
 * <p>Plugins differ in whether an {@code ipBlock} takes pods. Here it does, so that what is unreachable here is so with
 * all of them. Not in the model: a node always reaches its own pods, and each pod itself.
 */
final class NetworkModel {
    /** How {@link #ports} says that there is no limit. */
    static final Set<String> ANY = Set.of("any");

    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");

    private final List<JsonNode> policies;
    private final Set<Integer> probed = new TreeSet<>(Set.of(1, 65535));

    NetworkModel(List<JsonNode> policies, Collection<Endpoint> endpoints) {
        this.policies = policies;
        endpoints.forEach(endpoint -> probed.addAll(endpoint.ports().values()));
        // Between the numbers that policies name nothing changes.
        policies.stream()
                .flatMap(policy -> Stream.of("port", "endPort").flatMap(key -> policy.findValues(key).stream()))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asInt)
                .flatMap(port -> Stream.of(port - 1, port, port + 1))
                .filter(port -> port > 0 && port < 65536)
                .forEach(probed::add);
    }

    /** The ports of the destination that the source reaches: {@code 8080}, {@code 53/UDP}, or {@link #ANY}. */
    Set<String> ports(Endpoint from, Endpoint to) {
        Set<String> open = PROTOCOLS.stream()
                .flatMap(protocol -> probed.stream()
                        .filter(port -> allows(from, to, protocol, port))
                        .map(port -> protocol.equals("TCP") ? String.valueOf(port) : port + "/" + protocol))
                .collect(Collectors.toCollection(TreeSet::new));
        return open.size() == PROTOCOLS.size() * probed.size() ? ANY : open;
    }

    boolean allows(Endpoint from, Endpoint to, String protocol, int port) {
        return isLet("Egress", from, to, to, protocol, port) && isLet("Ingress", to, from, to, protocol, port);
    }

    private boolean isLet(String direction, Endpoint selected, Endpoint other, Endpoint to, String protocol, int port) {
        List<JsonNode> isolating = policies.stream()
                .filter(policy -> isOf(policy, direction) && selects(policy, selected))
                .toList();
        String rules = direction.equals("Egress") ? "egress" : "ingress";
        String peers = direction.equals("Egress") ? "to" : "from";
        return isolating.isEmpty()
                || isolating.stream()
                        .anyMatch(policy -> Manifests.stream(policy.at("/spec/" + rules))
                                .anyMatch(rule -> isEmptyOrAny(
                                                rule.path(peers),
                                                (peer, at) -> isPeer(peer, other, namespace(policy)),
                                                0)
                                        && isEmptyOrAny(
                                                rule.path("ports"),
                                                (each, at) -> isPort(each, to, protocol, at),
                                                port)));
    }

    /** A missing or empty list has no limit. */
    private static boolean isEmptyOrAny(JsonNode list, BiPredicate<JsonNode, Integer> fits, int port) {
        return list.isEmpty() || Manifests.stream(list).anyMatch(each -> fits.test(each, port));
    }

    /** Where it does not say, it is of incoming connections, and of outgoing ones if it has rules for them. */
    private static boolean isOf(JsonNode policy, String direction) {
        JsonNode types = policy.at("/spec/policyTypes");
        if (types.isEmpty()) {
            return direction.equals("Ingress") || !policy.at("/spec/egress").isEmpty();
        }
        return Manifests.stream(types).anyMatch(type -> type.asText().equals(direction));
    }

    private static boolean selects(JsonNode policy, Endpoint pod) {
        return pod.isPod()
                && pod.namespace().equals(namespace(policy))
                && isSelected(policy.at("/spec/podSelector"), pod.labels());
    }

    private static String namespace(JsonNode policy) {
        return policy.at("/metadata/namespace").asText();
    }

    private static boolean isPeer(JsonNode peer, Endpoint other, String ownNamespace) {
        if (peer.has("ipBlock")) {
            return other.addresses().stream().anyMatch(address -> isIn(peer.path("ipBlock"), address));
        }
        boolean inNamespace = other.isPod()
                && (peer.has("namespaceSelector")
                        ? isSelected(peer.path("namespaceSelector"), other.namespaceLabels())
                        : other.namespace().equals(ownNamespace));
        return inNamespace && isSelected(peer.path("podSelector"), other.labels());
    }

    private static boolean isPort(JsonNode rule, Endpoint to, String protocol, int port) {
        if (!rule.path("protocol").asText("TCP").equals(protocol)) {
            return false;
        }
        JsonNode number = rule.path("port");
        if (number.isTextual()) {
            return to.ports().getOrDefault(number.asText(), -1) == port;
        }
        int first = number.asInt(1);
        int last = number.isMissingNode() ? 65535 : rule.path("endPort").asInt(first);
        return first <= port && port <= last;
    }

    /** An empty selector takes all. */
    static boolean isSelected(JsonNode selector, Map<String, String> labels) {
        return labels.entrySet()
                        .containsAll(
                                Endpoint.words(selector.path("matchLabels")).entrySet())
                && Manifests.stream(selector.path("matchExpressions"))
                        .allMatch(expression -> isMet(
                                expression, labels.get(expression.path("key").asText())));
    }

    private static boolean isMet(JsonNode expression, String label) {
        boolean isListed = Manifests.stream(expression.path("values"))
                .anyMatch(value -> value.asText().equals(label));
        return switch (expression.path("operator").asText()) {
            case "In" -> isListed;
            case "NotIn" -> !isListed;
            case "Exists" -> label != null;
            case "DoesNotExist" -> label == null;
            default -> throw new IllegalArgumentException(expression.toString());
        };
    }

    private static boolean isIn(JsonNode block, InetAddress address) {
        return isIn(block.path("cidr").asText(), address)
                && Manifests.stream(block.path("except")).noneMatch(range -> isIn(range.asText(), address));
    }

    private static boolean isIn(String range, InetAddress address) {
        String[] parts = range.split("/");
        byte[] network = Endpoint.parsed(parts[0]).getAddress();
        int others = network.length * 8 - Integer.parseInt(parts[1]);
        return network.length == address.getAddress().length
                && new BigInteger(1, network)
                        .shiftRight(others)
                        .equals(new BigInteger(1, address.getAddress()).shiftRight(others));
    }
}
