package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepOutputTest {
    private final StepOutput step = new StepOutput();

    @Test
    void onlyThePresentStepCountsAndTheEnginesOwnLinesDoNot() {
        step.write("Step 1/3 : RUN echo earlier\nearlier\n");
        step.write("Step 2/3 : RUN echo hi; exit 3\n\n ---> Running in 0070e24d88c2\nhi\n");
        step.write("Removing intermediate container 0070e24d88c2\n");
        step.write("The command '/bin/sh -c echo hi; exit 3' returned a non-zero code: 3\n");

        assertThat(step.tail()).isEqualTo("hi");
    }

    @Test
    void thePresentStepIsTheLastOneThatBegan() {
        assertThat(step.present()).isEqualTo(new StepOutput.Step(0, ""));

        step.write("Step 1/3 : FROM a\n ---> 0070e24d88c2\nStep 2/3 : RUN echo 'Step 3/3 : x'\nhi\n");

        assertThat(step.present()).isEqualTo(new StepOutput.Step(2, "RUN echo 'Step 3/3 : x'"));
    }

    @Test
    void ofLongOutputTheEndIsKept() {
        step.write(IntStream.range(0, 1000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")));
        assertThat(step.tail()).startsWith("line 960\n").endsWith("line 999");

        step.write("y".repeat(10_000));
        assertThat(step.tail()).hasSize(4096).startsWith("…").endsWith("y");
    }
}
