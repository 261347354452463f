package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model, by small policies whose meaning the reference of the API says. */
class NetworkModelTest {
    private static final Endpoint CLIENT = Endpoint.pod("client", "a", Map.of("app", "client"));
    private static final Endpoint SERVER = new Endpoint(
            "server",
            "b",
            Map.of(Endpoint.NAMESPACE, "b"),
            Map.of("app", "server"),
            Map.of("http", 8080),
            List.of(Endpoint.parsed("10.42.0.9")));
    private static final Endpoint OUTSIDE = Endpoint.outside("outside", "203.0.113.7");

    private static NetworkModel model(String... specs) throws IOException {
        StringBuilder policies = new StringBuilder();
        for (String spec : specs) {
            String[] parts = spec.split(" ", 2);
            policies.append("---\nmetadata: {namespace: %s}\nspec: %s\n".formatted(parts[0], parts[1]));
        }
        return new NetworkModel(Manifests.parse(policies.toString()), List.of(CLIENT, SERVER, OUTSIDE));
    }

    /** One policy of the server's namespace, and whether the client reaches its port 8080. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {podSelector: {matchLabels: {app: other}}, policyTypes: [Ingress]}                            | true
            {podSelector: {}, policyTypes: [Ingress]}                                                     | false
            {podSelector: {}}                                                                             | false
            {podSelector: {}, policyTypes: [Egress]}                                                      | true
            {podSelector: {}, ingress: [{}]}                                                              | true
            {podSelector: {}, ingress: [{from: []}]}                                                      | true
            {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}                                     | false
            {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}                               | true
            {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}}]}]} | true
            {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}}]}]} | false
            {podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: x}}}]}]}        | false
            {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}, {podSelector: {matchLabels: {app: x}}}]}]}      | true
            {podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: app, operator: In, values: [x, client]}]}}]}]} | true
            {podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [client]}]}}]}]} | false
            {podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: none, operator: NotIn, values: [client]}]}}]}]} | true
            {podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: none, operator: Exists}]}}]}]} | false
            {podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: none, operator: DoesNotExist}]}}]}]} | true
            {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.42.0.0/16}}]}]}                       | true
            {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.42.0.0/16, except: [10.42.0.7/32]}}, {ipBlock: {cidr: "2001::/16"}}]}]} | false
            {podSelector: {}, ingress: [{ports: [{port: 8080}]}]}                                         | true
            {podSelector: {}, ingress: [{ports: [{port: 8080, protocol: UDP}]}]}                          | false
            {podSelector: {}, ingress: [{ports: [{port: http}]}]}                                         | true
            {podSelector: {}, ingress: [{ports: [{port: https}]}]}                                        | false
            {podSelector: {}, ingress: [{ports: [{port: 8000, endPort: 8100}]}]}                          | true
            {podSelector: {}, ingress: [{ports: [{port: 8081, endPort: 8100}]}]}                          | false
            {podSelector: {}, ingress: [{ports: [{protocol: TCP}]}]}                                      | true
            """)
    void aRuleMeansWhatTheReferenceSays(String policy, boolean reached) throws IOException {
        assertThat(model("b " + policy).allows(CLIENT, SERVER, "TCP", 8080)).isEqualTo(reached);
    }

    @Test
    void bothEndsHaveToAgree() throws IOException {
        String out =
                "a {podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: 1000}]}]}";
        String in = "b {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 2000}]}]}";
        String more = "b {podSelector: {}, ingress: [{ports: [{port: 1000}, {port: 53, protocol: UDP}]}]}";

        assertThat(model(out).ports(CLIENT, SERVER)).containsExactly("1000");
        assertThat(model(in).ports(CLIENT, SERVER)).containsExactly("2000");
        assertThat(model(out, in).ports(CLIENT, SERVER)).isEmpty();
        assertThat(model(out, in, more).ports(CLIENT, SERVER)).containsExactly("1000");
        assertThat(model(in, more).ports(CLIENT, SERVER)).containsExactly("1000", "2000", "53/UDP");
        assertThat(model().ports(CLIENT, SERVER)).isEqualTo(NetworkModel.ANY);
    }

    @Test
    void anAddressHasNoPoliciesAndNoNamespace() throws IOException {
        NetworkModel all =
                model("a {podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]}");
        NetworkModel block = model(
                "a {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 80}]}]}");

        assertThat(all.ports(CLIENT, OUTSIDE)).isEmpty();
        assertThat(all.ports(OUTSIDE, CLIENT)).isEqualTo(NetworkModel.ANY);
        assertThat(block.ports(CLIENT, OUTSIDE)).containsExactly("80");
    }
}
