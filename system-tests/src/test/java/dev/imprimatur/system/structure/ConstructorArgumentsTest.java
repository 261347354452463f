package dev.imprimatur.system.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Only a few arguments of a constructor can be distinguished by their places; what needs more is built by names. */
class ConstructorArgumentsTest {
    private static final int MOST = 7;
    private static final String OURS = "dev.imprimatur";

    /** What the compiler adds in front of the arguments of an enum's constructor: name and ordinal. */
    private static final int ADDED_FOR_ENUMS = 2;

    static Stream<String> modules() {
        return Compiled.modules();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void noConstructorOfOursIsGivenMoreThanSeven(String module) {
        assertThat(found(Compiled.classes(module), Checkout.ROOT.resolve(module).resolve("src/main/java")))
                .as("calls of constructors with more than %d arguments; a record is built by its @RecordBuilder", MOST)
                .isEmpty();
    }

    @Test
    void aCallWithEightIsFoundWithItsLineAndOneWithSevenIsNot() {
        JavaClasses classes = new ClassFileImporter().importClasses(Seven.class, Eight.class, Named.class);

        assertThat(found(classes, Path.of("src/test/java")))
                .hasSize(3)
                .allSatisfy(call -> assertThat(call).containsPattern("ConstructorArgumentsTest\\.java:\\d+: "))
                .anySatisfy(call -> assertThat(call).endsWith("new Eight with 8"))
                .anySatisfy(call -> assertThat(call).endsWith("new Named with 8"));
    }

    @Test
    void whatIsNotWrittenByHandIsLeftOut() {
        JavaClasses classes = new ClassFileImporter().importClasses(Eight.class);

        assertThat(found(classes, Path.of("src/main/java"))).isEmpty();
    }

    private static List<String> found(JavaClasses classes, Path sources) {
        return classes.stream()
                .filter(each -> Files.exists(file(each, sources)))
                .flatMap(each -> each.getConstructorCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getPackageName().startsWith(OURS))
                // Its parameters are the variables that it uses of what is around it.
                .filter(call -> !call.getTargetOwner().isAnonymousClass())
                .filter(call -> count(call) > MOST)
                .map(call -> "%s:%d: new %s with %d"
                        .formatted(
                                Checkout.ROOT.relativize(
                                        file(call.getOriginOwner(), sources).toAbsolutePath()),
                                call.getLineNumber(),
                                call.getTargetOwner().getSimpleName(),
                                count(call)))
                .sorted()
                .toList();
    }

    private static int count(JavaConstructorCall call) {
        int all = call.getTarget().getRawParameterTypes().size();
        return call.getTargetOwner().isEnum() ? all - ADDED_FOR_ENUMS : all;
    }

    /** Where its source would be if it were written by hand. */
    private static Path file(JavaClass each, Path sources) {
        String name = each.getSource().orElseThrow().getFileName().orElseThrow();
        return sources.resolve(each.getPackageName().replace('.', '/')).resolve(name);
    }

    /** As much as is let through. */
    record Seven(int a, int b, int c, int d, int e, int f, int g) {
        static Seven zeros() {
            return new Seven(0, 0, 0, 0, 0, 0, 0);
        }
    }

    /** Too much, in two ways. */
    record Eight(int a, int b, int c, int d, int e, int f, int g, int h) {
        Eight(int a) {
            this(a, 0, 0, 0, 0, 0, 0, 0);
        }

        static Eight zeros() {
            return new Eight(0, 0, 0, 0, 0, 0, 0, 0);
        }
    }

    /** Constants have arguments too. */
    enum Named {
        ZEROS(0, 0, 0, 0, 0, 0, 0, 0);

        Named(int a, int b, int c, int d, int e, int f, int g, int h) {}
    }
}
