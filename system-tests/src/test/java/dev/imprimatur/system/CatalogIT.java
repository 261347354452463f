package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A running stack goes over to another catalogue. */
class CatalogIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void upWithAnotherCatalogueRestartsOnlyTheRenderer() {
        try (Stack stack = Stack.on(TestCatalog.of("first", 0).folder())) {
            long renderer = stack.pid("renderer");
            long publisher = stack.pid("publisher");
            assertThat(plan(stack)).contains("first-app/2.0.0/trixie").doesNotContain("second-app");

            stack.up();
            assertThat(stack.pid("renderer"))
                    .as("the same catalogue changes nothing")
                    .isEqualTo(renderer);

            stack.up(TestCatalog.of("second", 0).folder());

            assertThat(plan(stack)).contains("second-app/2.0.0/trixie").doesNotContain("first-app/2.0.0");
            assertThat(stack.pid("renderer")).isNotEqualTo(renderer);
            assertThat(stack.pid("publisher")).isEqualTo(publisher);
        }
    }

    private static String plan(Stack stack) {
        return stack.script().ok(LIMIT, "rebuild", "--all", "--dry-run");
    }
}
