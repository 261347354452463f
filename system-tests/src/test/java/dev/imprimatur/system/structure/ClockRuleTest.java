package dev.imprimatur.system.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.imprimatur.messaging.time.DatabaseTime;
import dev.imprimatur.messaging.time.SharedClock;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What services write and compare is by the clock that all of their processes share. */
class ClockRuleTest {
    /** The one that is that clock, and the one that compares it with the machine's. */
    private static final Set<String> OF_THE_MACHINE = Set.of(SharedClock.class.getName(), DatabaseTime.class.getName());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messaging",
                "attempts",
                "renderer-service",
                "builder-service",
                "tester-service",
                "publisher-service",
                "console-service"
            })
    void noServiceAsksTheMachine(String module) {
        assertThat(asking(Compiled.classes(module)))
                .as("classes that read the machine's clock; SharedClock has the installation's")
                .isEmpty();
    }

    @Test
    void aClassThatAsksIsFound() {
        assertThat(asking(new ClassFileImporter().importClasses(Asking.class))).hasSize(4);
    }

    private static List<String> asking(JavaClasses classes) {
        return classes.stream()
                .filter(each -> !OF_THE_MACHINE.contains(each.getName()))
                .flatMap(each -> each.getAccessesFromSelf().stream())
                .filter(access -> isTheMachines(
                        access.getTargetOwner(), access.getTarget().getName()))
                .map(access -> access.getDescription())
                .sorted()
                .toList();
    }

    private static boolean isTheMachines(JavaClass owner, String method) {
        return owner.isEquivalentTo(Instant.class) && method.equals("now")
                || owner.isEquivalentTo(System.class) && method.equals("currentTimeMillis")
                || (owner.isEquivalentTo(Clock.class) || owner.isEquivalentTo(InstantSource.class))
                        && method.startsWith("system");
    }

    /** In four ways. */
    static final class Asking {
        private Asking() {}

        static List<Object> all() {
            return List.of(Instant.now(), Clock.systemUTC(), InstantSource.system(), System.currentTimeMillis());
        }
    }
}
