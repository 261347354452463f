package dev.imprimatur.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation();
    private final List<String> ran = new ArrayList<>();

    @Test
    void actionsRunOnceAndLateOnesAtOnce() {
        cancellation.onCancel(() -> ran.add("waiting"));
        cancellation.onCancel(() -> ran.add("taken back")).close();

        cancellation.cancel();
        cancellation.cancel();
        cancellation.onCancel(() -> ran.add("late"));

        assertThat(ran).containsExactly("waiting", "late");
        assertThat(cancellation.cancelled()).isTrue();
    }
}
