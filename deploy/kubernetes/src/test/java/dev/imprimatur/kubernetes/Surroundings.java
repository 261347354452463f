package dev.imprimatur.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster that some manifests were applied to: their pods, what operators make of them, and what else is there. */
record Surroundings(List<Endpoint> pods, List<Endpoint> others, List<JsonNode> policies) {
    private static final String DATA = "imprimatur-data";
    private static final Map<String, String> BROKER =
            Map.of("strimzi.io/cluster", "events", "strimzi.io/kind", "Kafka", "strimzi.io/name", "events-kafka");

    /** In namespaces of their own. */
    private static final List<Endpoint> ELSEWHERE = List.of(
            Endpoint.pod("prometheus", "monitoring", Map.of("app.kubernetes.io/name", "prometheus")),
            Endpoint.pod("grafana", "monitoring", Map.of("app.kubernetes.io/name", "grafana")),
            Endpoint.pod("keda", "keda", Map.of("app", "keda-operator")),
            Endpoint.pod("cnpg", "cnpg-system", Map.of("app.kubernetes.io/name", "cloudnative-pg")),
            Endpoint.pod("proxy", "ingress", Map.of("imprimatur.dev/console", "true"), Map.of("app", "proxy")),
            Endpoint.pod("name-server", "kube-system", Map.of("k8s-app", "kube-dns")),
            Endpoint.pod(
                    "openshift-dns", "openshift-dns", Map.of("dns.operator.openshift.io/daemonset-dns", "default")),
            // With a name that one of ours has.
            Endpoint.pod("stranger", "default", Map.of("app.kubernetes.io/name", "console")));

    /** As NetworkPolicies see them: after a Service's address was replaced by one of what is behind it. */
    private static final List<Endpoint> ADDRESSES = List.of(
            Endpoint.outside("public", "203.0.113.7", "2001:db8::7"),
            Endpoint.outside("private", "10.20.0.7", "192.168.20.7", "fd00:20::7"),
            Endpoint.outside("api-server", "10.0.0.2"),
            Endpoint.outside("node", "10.0.0.3", "fe80::3"),
            Endpoint.outside("name-cache", "169.254.20.10"),
            // Most clouds'; Alibaba's; what Azure has beside it; those of Amazon, Google and Oracle by IPv6.
            Endpoint.outside(
                    "metadata",
                    "169.254.169.254",
                    "100.100.100.200",
                    "168.63.129.16",
                    "fd00:ec2::254",
                    "fd20:ce::254",
                    "fd00:c1::a9fe:a9fe"));

    static Surroundings of(List<JsonNode> objects) {
        List<Endpoint> pods =
                new ArrayList<>(Manifests.workloads(objects).map(Endpoint::of).toList());
        List<JsonNode> policies =
                new ArrayList<>(ofKind(objects, "NetworkPolicy").toList());
        ofKind(objects, "Kafka").forEach(kafka -> {
            pods.add(Endpoint.pod("kafka", DATA, BROKER));
            policies.add(brokers(kafka));
        });
        ofKind(objects, "Cluster")
                .map(database -> database.at("/metadata/name").asText())
                .forEach(name -> pods.add(Endpoint.pod("postgres", DATA, Map.of("cnpg.io/cluster", name))));
        Set<String> namespaces = ofKind(objects, "Namespace")
                .map(namespace -> namespace.at("/metadata/name").asText())
                .collect(Collectors.toSet());
        namespaces.forEach(namespace -> pods.add(Endpoint.pod("another pod of " + namespace, namespace, Map.of())));
        return new Surroundings(
                pods, Stream.concat(ELSEWHERE.stream(), ADDRESSES.stream()).toList(), policies);
    }

    private static Stream<JsonNode> ofKind(List<JsonNode> objects, String kind) {
        return objects.stream().filter(object -> object.path("kind").asText().equals(kind));
    }

    /** What Strimzi makes of {@code networkPolicyPeers}; it lets brokers and its operators in by other ports. */
    private static JsonNode brokers(JsonNode kafka) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ObjectNode policy = nodes.objectNode();
        policy.putObject("metadata").put("namespace", DATA);
        ObjectNode spec = policy.putObject("spec");
        ObjectNode labels = spec.putObject("podSelector").putObject("matchLabels");
        BROKER.forEach(labels::put);
        spec.putArray("policyTypes").add("Ingress");
        ArrayNode rules = spec.putArray("ingress");
        Manifests.stream(kafka.at("/spec/kafka/listeners")).forEach(listener -> {
            ObjectNode rule = rules.addObject();
            if (listener.has("networkPolicyPeers")) {
                rule.set("from", listener.path("networkPolicyPeers"));
            }
            rule.putArray("ports")
                    .addObject()
                    .put("protocol", "TCP")
                    .put("port", listener.path("port").asInt());
        });
        return policy;
    }

    static List<String> elsewhere() {
        return ELSEWHERE.stream().map(Endpoint::name).toList();
    }

    static List<String> addresses() {
        return ADDRESSES.stream().map(Endpoint::name).toList();
    }

    Stream<Endpoint> all() {
        return Stream.concat(pods.stream(), others.stream());
    }

    /** Every connection that is possible and has one of our pods at an end: {@code console -> renderer 8080}. */
    Set<String> reachable() {
        NetworkModel model = new NetworkModel(policies, all().toList());
        return all().flatMap(from -> all().filter(to -> pods.contains(from) || pods.contains(to))
                        .flatMap(to -> model.ports(from, to).stream()
                                .map(port -> "%s -> %s %s".formatted(from.name(), to.name(), port))))
                .collect(Collectors.toSet());
    }
}
