package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** OpenShift lets no pod choose its user, or be privileged, whose account may not. */
class OpenShiftTest {
    private static final String OPENSHIFT = "components/openshift";

    @Test
    void everyAccountMayBeWhatItsPodsAreAndNoMore() {
        Map<String, String> allowed = Manifests.ofKind(OPENSHIFT, "RoleBinding").stream()
                .flatMap(binding -> Manifests.stream(binding.path("subjects"))
                        .map(subject -> Map.entry(account(binding, subject), role(binding))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

        List<Manifests.Workload> workloads = Manifests.workloads(OPENSHIFT).toList();
        assertThat(workloads)
                .hasSize(7)
                .allSatisfy(workload -> assertThat(allowed)
                        .containsEntry(
                                workload.namespace() + "/"
                                        + workload.pod()
                                                .path("serviceAccountName")
                                                .asText(),
                                "system:openshift:scc:" + (privileged(workload) ? "privileged" : "nonroot-v2")));
        assertThat(allowed).hasSize(workloads.size());
    }

    private static String account(JsonNode binding, JsonNode subject) {
        assertThat(subject.path("namespace")).isEqualTo(binding.at("/metadata/namespace"));
        return subject.path("namespace").asText() + "/" + subject.path("name").asText();
    }

    private static String role(JsonNode binding) {
        return binding.at("/roleRef/name").asText();
    }

    private static boolean privileged(Manifests.Workload workload) {
        return workload.containers()
                .anyMatch(
                        container -> container.at("/securityContext/privileged").asBoolean());
    }
}
