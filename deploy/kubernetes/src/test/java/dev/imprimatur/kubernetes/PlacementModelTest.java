package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model, by small pods and the nodes that the scheduler prefers once their first one is on the first node. */
class PlacementModelTest {
    private static final String HOST = "topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname}]";
    private static final String ZONE =
            "topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone}]";
    private static final String BOTH = HOST.replace("]", ", {maxSkew: 1, topologyKey: topology.kubernetes.io/zone}]");
    private static final String AWAY = "affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution:"
            + " [{weight: 100, podAffinityTerm: {topologyKey: kubernetes.io/hostname}}]}}";
    private static final Map<String, String> PREFERENCES =
            Map.of("host", HOST, "zone", ZONE, "both", BOTH, "away", AWAY);

    /** Zones are letters; a node of none is {@code -}. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host      | a a b | 1 2
            host      | - - - | 1 2
            zone      | a a b | 2
            zone      | a a a | 0 1 2
            zone      | - - - | 0 1 2
            both      | a a b | 2
            both      | a a a | 1 2
            both      | - - - | 0 1 2
            both      | a b - | 1
            away      | a a b | 1 2
            away      | - - - | 1 2
            zone away | a a b | 2
            zone away | a a a | 1 2
            zone away | - - - | 1 2
            """)
    void theSecondOneGoesWhereItsScoreIsBest(String pod, String zones, String preferred) throws IOException {
        String yaml = Arrays.stream(pod.split(" ")).map(PREFERENCES::get).collect(Collectors.joining("\n"));
        PlacementModel model = new PlacementModel(
                Manifests.parse(yaml).getFirst(),
                Arrays.stream(zones.split(" "))
                        .map(zone -> zone.equals("-") ? null : zone)
                        .toArray(String[]::new));

        model.place(0);

        assertThat(model.preferred())
                .isEqualTo(List.of(preferred.split(" ")).stream()
                        .map(Integer::valueOf)
                        .toList());
    }
}
