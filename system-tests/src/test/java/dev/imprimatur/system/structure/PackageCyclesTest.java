package dev.imprimatur.system.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packages of a module form no cycle; its root is a package like any other. */
class PackageCyclesTest {
    static Stream<String> modules() {
        return Compiled.modules();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesFormNoCycle(String module) {
        assertThat(read(module).inCycles())
                .as("dependencies of %s that are part of a cycle", module)
                .isEmpty();
    }

    @Test
    void aCycleIsFoundAndWhatOnlyLeadsToItIsNoPartOfIt() {
        Map<String, String> example = Map.of("next", "how");

        assertThat(new PackageGraph(Map.of("next", Map.of("other", "how"), "other", example, "before", example))
                        .inCycles())
                .extracting(PackageGraph.Need::from)
                .containsExactlyInAnyOrder("next", "other");
    }

    @Test
    void dependenciesBetweenPackagesAreSeen() {
        assertThat(read("planner").needs().get("dev.imprimatur.planner.catalog"))
                .containsKeys("dev.imprimatur.planner.feed", "dev.imprimatur.planner.version");
    }

    private static PackageGraph read(String module) {
        return PackageGraph.of(Compiled.classes(module));
    }
}
