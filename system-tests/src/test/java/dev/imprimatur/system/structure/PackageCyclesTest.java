package dev.imprimatur.system.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Packages of a module form no cycle; its root is a package like any other. */
class PackageCyclesTest {
    private static final String ANY_OTHER = "";

    private static final Map<String, PackageGraph> GRAPHS = new ConcurrentHashMap<>();

    static {
        // What lies outside of a module is no part of its graph, so it need not be read.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    }

    /** What is there today, and why. It only ever gets shorter. */
    private static final List<Known> KNOWN = List.of(
            new Known("engine", "engine", "engine.docker", "Engine.connect opens the only engine that there is"),
            new Known("planner", "planner.catalog", "planner.alias", "a family says by which rules its tags are given"),
            new Known(
                    "planner",
                    "planner.feed",
                    "planner.catalog",
                    "versions are part of the catalogue, feeds have them"),
            new Known(
                    "renderer-service",
                    "renderer.rebuild",
                    "renderer.plan",
                    "a request queues its planning by its class"),
            new Known(
                    "renderer-service",
                    "renderer.rebuild",
                    "renderer.render",
                    "images are queued by the class of their work"),
            new Known(
                    "publisher-service",
                    "publisher",
                    "publisher.revision",
                    "one check of all configuration at the start"),
            new Known(
                    "publisher-service",
                    "publisher.revision",
                    "publisher.tag",
                    "what retention removes, it removes under the lock of tags"),
            new Known(
                    "publisher-service",
                    "publisher.history",
                    "publisher.revision",
                    "a tag's history shows revisions, which tell of the tag's past"),
            new Known(
                    "cli",
                    "cli",
                    ANY_OTHER,
                    "the root names every command; commands use its exit codes and questions"));

    /**
     * A dependency that closes a cycle.
     *
     * @param module the module
     * @param from the package, without what all have in front
     * @param to the other one, or any other
     * @param reason why it is there
     */
    private record Known(String module, String from, String to, String reason) {
        boolean covers(String origin, String target) {
            return origin.equals(full(from)) && (to.equals(ANY_OTHER) || target.equals(full(to)));
        }

        private static String full(String name) {
            return "dev.imprimatur." + name;
        }

        @Override
        public String toString() {
            return module + ": " + from + " -> " + (to.equals(ANY_OTHER) ? "any" : to);
        }
    }

    static Stream<String> modules() {
        return Checkout.modules().stream()
                .filter(module ->
                        !Checkout.files(module, "src/main/java", ".java").isEmpty());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesFormNoCycle(String module) {
        assertThat(graph(module)
                        .without((from, to) -> known(module).anyMatch(each -> each.covers(from, to)))
                        .inCycles())
                .as("dependencies of %s that are part of a cycle", module)
                .isEmpty();
    }

    @ParameterizedTest
    @FieldSource("KNOWN")
    void whatIsNoCycleAnyMoreLeavesTheList(Known one) {
        PackageGraph withoutOthers = graph(one.module())
                .without((from, to) ->
                        known(one.module()).filter(each -> !each.equals(one)).anyMatch(each -> each.covers(from, to)));

        assertThat(withoutOthers.inCycles())
                .as("cycles that %s closes: take it off the list if there are none", one)
                .anyMatch(need -> one.covers(need.from(), need.to()));
    }

    private static Stream<Known> known(String module) {
        return KNOWN.stream().filter(each -> each.module().equals(module));
    }

    private static PackageGraph graph(String module) {
        return GRAPHS.computeIfAbsent(module, PackageCyclesTest::read);
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
