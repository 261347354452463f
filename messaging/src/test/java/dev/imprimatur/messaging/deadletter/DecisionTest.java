package dev.imprimatur.messaging.deadletter;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import org.junit.jupiter.api.Test;

/** What is no decision is refused with the field that is wrong. */
class DecisionTest {
    @Test
    void aLetterWithoutAnIdIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Decision(Collections.singletonList(null), "noise", "ann"))
                .withMessageStartingWith("ids: ");
    }
}
