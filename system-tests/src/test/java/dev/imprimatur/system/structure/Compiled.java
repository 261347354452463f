package dev.imprimatur.system.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
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
        assertThat(Checkout.files(module, "target/classes", ".class"))
                .as("%s is not compiled: run `mvn package -DskipTests` first", module)
                .isNotEmpty();
        assertThat(Checkout.newest(Checkout.files(module, "target/classes", ".class")))
                .as("%s was changed after it was compiled: run `mvn package -DskipTests` first", module)
                .isGreaterThanOrEqualTo(Checkout.newest(Checkout.files(module, "src/main/java", ".java")));
        return new ClassFileImporter().importPath(Checkout.ROOT.resolve(module).resolve("target/classes"));
    }
}
