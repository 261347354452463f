package dev.imprimatur.system.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What production runs holds nothing that is there to measure or to test. */
class ProductionIT {
    private static final Pattern APART = Pattern.compile(
            "(dev\\.imprimatur\\.)?(bench|simulation|local-stack|test-tools|\\w+-packages)-[0-9].*\\.jar"
                    + "|dev\\.imprimatur\\..*-tests\\.jar");

    @ParameterizedTest
    @ValueSource(
            strings = {"renderer-service", "builder-service", "tester-service", "publisher-service", "console-service"})
    void servicesNeedNoneOfIt(String service) {
        holdsNoneOfIt(Checkout.files(service, "target/quarkus-app", ".jar"));
    }

    @ParameterizedTest
    @ValueSource(strings = "cli")
    void neitherDoesTheCommandLine(String module) {
        holdsNoneOfIt(Checkout.files(module, "target/lib", ".jar"));
    }

    private static void holdsNoneOfIt(List<Path> jars) {
        assertThat(jars).as("run `mvn package -DskipTests` first").isNotEmpty();
        assertThat(jars)
                .filteredOn(jar -> APART.matcher(jar.getFileName().toString()).matches())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "renderer-service",
                "builder-service",
                "tester-service",
                "publisher-service",
                "console-service",
                "cli",
                "simulation"
            })
    void measuresNothing(String module) throws IOException {
        for (Path source : Checkout.files(module, "src/main/java", ".java")) {
            assertThat(Files.readString(source))
                    .as(source.toString())
                    .doesNotContainPattern("\\b(class|record) \\w*Bench");
        }
    }
}
