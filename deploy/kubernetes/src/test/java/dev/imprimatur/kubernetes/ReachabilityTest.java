package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches whom is what the table of {@code docs/operating/reach.md} says, and nothing else, in each overlay. */
class ReachabilityTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"managed", "operators", "single-node"})
    void whatIsNotInTheTableIsUnreachable(String overlay) throws IOException {
        assertIsTable(Manifests.objects("overlays/" + overlay), overlay);
    }

    @Test
    void norIsItWithEnginesElsewhere() throws Exception {
        OverlayCopy copy = OverlayCopy.of("managed", folder);
        copy.use("remote-engine");

        assertIsTable(Manifests.parse(copy.render()), "managed", "remote-engine");
    }

    @Test
    void norIsItWithWhatCopiesBases() throws Exception {
        assertIsTable(withUpstreams(), "managed", "upstreams");
    }

    @Test
    void norIsItWithAProxy() throws Exception {
        OverlayCopy copy = OverlayCopy.of("managed", folder);
        copy.use("upstreams", "proxy");

        assertIsTable(Manifests.parse(copy.render()), "managed", "upstreams", "proxy");
    }

    private List<JsonNode> withUpstreams() throws IOException, InterruptedException {
        OverlayCopy copy = OverlayCopy.of("managed", folder);
        copy.use("upstreams");
        return Manifests.parse(copy.render());
    }

    private static void assertIsTable(List<JsonNode> objects, String... where) throws IOException {
        Surroundings cluster = Surroundings.of(objects);
        Set<String> names = cluster.all().map(Endpoint::name).collect(Collectors.toSet());

        assertThat(cluster.reachable())
                .containsExactlyInAnyOrderElementsOf(ReachTable.read().connections(Set.of(where), names));
    }

    /** Clouds answer at it. */
    @Test
    void whoReachesThePort80OfMetadataIsSaid() throws IOException {
        Set<String> reaching = Stream.of("managed", "operators", "single-node")
                .flatMap(overlay -> Surroundings.of(Manifests.objects("overlays/" + overlay)).reachable().stream())
                .filter(connection -> connection.endsWith(" -> metadata 80")
                        || connection.endsWith(
                                " -> metadata " + NetworkModel.ANY.iterator().next()))
                .map(connection -> connection.substring(0, connection.indexOf(" -> ")))
                .collect(Collectors.toSet());

        assertThat(ReachTable.namedBelow("Metadata")).isEqualTo(reaching);
    }

    /** Each name is there somewhere, or its line says nothing. */
    @Test
    void everyNameOfTheTableIsKnown() throws Exception {
        Set<String> known = Stream.concat(
                        Stream.of("managed", "operators", "single-node")
                                .map(overlay -> Manifests.objects("overlays/" + overlay)),
                        Stream.of(withUpstreams()))
                .flatMap(objects -> Surroundings.of(objects).all())
                .map(Endpoint::name)
                .collect(Collectors.toSet());

        assertThat(ReachTable.read().names()).isEqualTo(known);
    }

    /** The other components leave policies as they are. */
    @ParameterizedTest
    @ValueSource(strings = {"authorities", "dedicated-nodes", "openshift", "pull-secret"})
    void othersOpenNothing(String component) {
        assertThat(Manifests.ofKind("components/" + component, "NetworkPolicy"))
                .isNotEmpty()
                .isEqualTo(Manifests.ofKind("components/registry-ca", "NetworkPolicy"));
    }
}
