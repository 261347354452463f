package dev.imprimatur.system.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.stream.Stream;

/** What the compiler made of the modules' main code. */
final class Compiled {
    static {
        // What lies outside of a module is looked at by its name alone, so it need not be read.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    }

    private Compiled() {}

    /** The modules that have main code. */
    static Stream<String> modules() {
        return Checkout.modules().stream()
                .filter(module ->
                        !Checkout.files(module, "src/main/java", ".java").isEmpty());
    }

    /** The classes of a module; an error if they are older than their sources. */
    static JavaClasses classes(String module) {
        return classes(List.of(module));
    }

    /** The classes of several modules, which know what they inherit from each other. */
    static JavaClasses classes(List<String> modules) {
        modules.forEach(Compiled::checkCompiled);
        return new ClassFileImporter()
                .importPaths(modules.stream()
                        .map(module -> Checkout.ROOT.resolve(module).resolve("target/classes"))
                        .toList());
    }

    private static void checkCompiled(String module) {
        assertThat(Checkout.files(module, "target/classes", ".class"))
                .as("%s is not compiled: run `mvn package -DskipTests` first", module)
                .isNotEmpty();
        assertThat(Checkout.newest(Checkout.files(module, "target/classes", ".class")))
                .as("%s was changed after it was compiled: run `mvn package -DskipTests` first", module)
                .isGreaterThanOrEqualTo(Checkout.newest(Checkout.files(module, "src/main/java", ".java")));
    }
}
