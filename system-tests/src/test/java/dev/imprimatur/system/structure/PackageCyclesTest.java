package dev.imprimatur.system.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packages of a module form no cycle; its root is a package like any other. */
class PackageCyclesTest {
    static {
        // What lies outside of a module is no part of its graph, so it need not be read.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    }

    static Stream<String> modules() {
        return Checkout.modules().stream()
                .filter(module ->
                        !Checkout.files(module, "src/main/java", ".java").isEmpty());
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
        assertThat(Checkout.files(module, "target/classes", ".class"))
                .as("%s is not compiled: run `mvn package -DskipTests` first", module)
                .isNotEmpty();
        assertThat(Checkout.newest(Checkout.files(module, "target/classes", ".class")))
                .as("%s was changed after it was compiled: run `mvn package -DskipTests` first", module)
                .isGreaterThanOrEqualTo(Checkout.newest(Checkout.files(module, "src/main/java", ".java")));
        return PackageGraph.of(
                new ClassFileImporter().importPath(Checkout.ROOT.resolve(module).resolve("target/classes")));
    }
}
